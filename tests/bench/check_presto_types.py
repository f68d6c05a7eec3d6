#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Hold what the analysis says of queries over TPC-H against what a server says.

usage: check_presto_types.py trino|presto URL PROGRAM [-n COUNT] [-s SEED] [-v] [FILE...]

PROGRAM is check_presto_types as built. The queries are those of the FILEs, one to a line, or own samples, and COUNT mutants of them:
parts taken from one put into another, names and literals exchanged, words left out. The server is asked EXPLAIN (TYPE VALIDATE) in
tpch.tiny. Prints how often the verdicts agree, by the name of the server's error, and the disagreements: FALSE REJECTION first.
"""
import argparse
import collections
import concurrent.futures
import json
import random
import re
import subprocess
import urllib.error
import urllib.request

SAMPLES = """
select returnflag, linestatus, sum(quantity) as sum_qty, avg(discount) as avg_disc, count(*) as n from lineitem where shipdate <= date '1998-12-01' - interval '90' day group by returnflag, linestatus order by returnflag, linestatus
select s.acctbal, s.name, n.name, p.partkey, p.mfgr from part p, supplier s, partsupp ps, nation n, region r where p.partkey = ps.partkey and s.suppkey = ps.suppkey and p.size = 15 and p.type like '%BRASS' and s.nationkey = n.nationkey and n.regionkey = r.regionkey and ps.supplycost = (select min(supplycost) from partsupp x where x.partkey = p.partkey) order by s.acctbal desc, n.name limit 10
select l.orderkey, sum(l.extendedprice * (1 - l.discount)) as revenue, o.orderdate, o.shippriority from customer c join orders o on c.custkey = o.custkey join lineitem l on l.orderkey = o.orderkey where c.mktsegment = 'BUILDING' group by l.orderkey, o.orderdate, o.shippriority order by revenue desc, o.orderdate
select orderpriority, count(*) as order_count from orders where orderdate >= date '1993-07-01' and exists (select * from lineitem where lineitem.orderkey = orders.orderkey and commitdate < receiptdate) group by orderpriority order by orderpriority
select extract(year from o.orderdate) as y, sum(case when n.name = 'BRAZIL' then o.totalprice else 0 end) / sum(o.totalprice) as share from orders o join customer c using (custkey) join nation n on n.nationkey = c.nationkey group by extract(year from o.orderdate) having sum(o.totalprice) > 100 order by 1
select name, regexp_replace(name, '#', '-') as clean, length(name) as len, upper(substr(name, 1, 3)) from customer where name like 'C%' and length(comment) between 10 and 100
select nationkey, array_agg(name order by custkey) as names, map_agg(custkey, name) as m, approx_distinct(phone) as d from customer group by nationkey
select t.word, count(*) as n from nation cross join unnest(split(comment, ' ')) with ordinality as t(word, i) group by t.word having count(*) > 1 order by n desc, word
select custkey, rank() over (partition by nationkey order by acctbal desc) as r, sum(acctbal) over (partition by nationkey rows between 1 preceding and current row) as s from customer
select * from (select custkey, row_number() over (order by acctbal) as rn from customer) t where t.rn <= 10 order by rn
with recursive t(n) as (select 1 union all select n + 1 from t where n < 10) select sum(n) from t
with totals as (select custkey, sum(totalprice) as total from orders group by custkey), big as (select * from totals where total > 1000) select c.name, b.total from customer c join big b on b.custkey = c.custkey order by total desc fetch first 5 rows only
select name from nation union select name from region except select 'ASIA' intersect select name from region order by name
select transform(array[1, 2, 3], x -> x + nationkey) as a, filter(array[1, 2], x -> x > 1) as f, reduce(array[1, 2], 0, (s, x) -> s + x, s -> s * 2) as r, any_match(array['a'], x -> x = name) from nation
select map_filter(map(array['a', 'b'], array[1, 2]), (k, v) -> v > 1) as m, cardinality(array[1]) as c, element_at(array[1, 2], 1) as e, map(array['x'], array[1.5])['x'] as v
select cast(row(1, 'x') as row(a bigint, b varchar)).b as b, cast('1' as bigint) + 1 as n, try_cast(name as integer) as t, cast(orderdate as timestamp) as ts from orders o join nation on true
select date_trunc('month', orderdate) as m, date_diff('day', orderdate, current_date) as d, date_add('month', 1, orderdate) as nxt, year(orderdate) as y, format_datetime(cast(orderdate as timestamp), 'yyyy') as f from orders
select coalesce(clerk, 'none') as c, nullif(orderstatus, 'F') as n, if(totalprice > 1000, 'big', 'small') as i, greatest(1, 2, 3) as g, try(1 / 0) as t, case orderstatus when 'F' then 1 else 2 end as cs from orders
select json_extract_scalar('{"a": 1}', '$.a') as j, json_parse('[1]') as p, cast(json_parse('[1]') as array(bigint)) as a, url_extract_host('http://x/') as h
select grouping(nationkey) as g, nationkey, mktsegment, count(*) as n from customer group by rollup (nationkey, mktsegment) order by 1, 2
select nationkey, count(*) filter (where acctbal > 0) as pos, count(distinct mktsegment) as segs, max_by(name, acctbal) as top, approx_percentile(acctbal, 0.9) as p from customer group by 1 order by 2 desc
select a.custkey, b.orderkey from customer a left join orders b on a.custkey = b.custkey and b.totalprice > 100 where b.orderkey is null or a.acctbal in (1, 2.5, 3e0)
select distinct mktsegment, nationkey + 1 as nk from customer order by mktsegment
select custkey from customer where custkey in (select custkey from orders where totalprice > all (select acctbal from customer)) and nationkey not in (1, 2)
select * from nation n cross join lateral (select count(*) as c from customer where customer.nationkey = n.nationkey) x
select x.a, x.b from (values (1, 'a'), (2, 'b'), (null, 'c')) as x(a, b) where x.a is not null
select format('%s %d', name, nationkey) as f, lpad(name, 10, ' ') as l, strpos(name, 'A') as s, position('A' in name) as p, concat(name, '-', comment) as c, name || '-' || comment as d from nation
select orderdate - interval '1' month as a, orderdate + interval '2' day as b, current_timestamp - interval '1' hour as c, localtimestamp as d, now() as e, timestamp '2020-01-01 00:00:00' at time zone 'UTC' as f from orders
select sum(sum(totalprice)) over (order by custkey) as running, custkey from orders group by custkey
select lag(name, 1, 'x') over w as l, first_value(name) over w as f from nation window w as (partition by regionkey order by name)
select nationkey, name from nation tablesample bernoulli (10) where name is distinct from 'x' offset 1 limit 5
select count(*), sum(retailprice), avg(size), min(name), bool_and(size > 1), stddev(retailprice), corr(size, retailprice), histogram(brand), checksum(name) from part
""".strip().splitlines()

TOKEN = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|[A-Za-z_][A-Za-z_0-9]*|[0-9][0-9.eE]*|->|<=|>=|<>|!=|\|\||.", re.S)
NAMES = """custkey name address nationkey phone acctbal mktsegment comment orderkey partkey suppkey linenumber quantity extendedprice discount
tax returnflag shipdate shipmode regionkey orderstatus totalprice orderdate orderpriority clerk brand type size retailprice availqty
supplycost nope c o l n x a b t customer orders lineitem nation region part supplier partsupp missing""".split()
FUNCTIONS = """sum count avg min max abs length upper lower round array_agg row_number rank lag cardinality date_trunc year coalesce
substr concat split element_at approx_distinct map_agg bool_or json_parse transform nosuch to_date isnull ifnull""".split()
LITERALS = ["1", "'x'", "1.5", "null", "date '2020-01-01'", "true", "array[1]", "interval '1' day", "'2020-01-01'", "2e0", "map()",
            "row(1, 'a')", "current_date", "timestamp '2020-01-01 00:00:00'"]
OPERATORS = ["+", "-", "*", "/", "%", "=", "<", ">", "<=", "||", "and", "or"]
PARTS = re.compile(r"\b(select|from|where|group by|having|order by|limit|union|join|on|and|or)\b", re.I)


def parenthesized(tokens, start):
    depth = 0
    for i in range(start, len(tokens)):
        depth += (tokens[i] == "(") - (tokens[i] == ")")
        if depth == 0:
            return i
    return start


def mutate(rng, samples):
    tokens = TOKEN.findall(rng.choice(samples))
    for _ in range(rng.choice((1, 1, 1, 2))):
        words = [i for i, t in enumerate(tokens) if not t.isspace()]
        at = rng.choice(words)
        token = tokens[at]
        kind = rng.random()
        if kind < 0.1:
            del tokens[at]
        elif token[0] in "'0123456789":
            tokens[at] = rng.choice(LITERALS) if kind < 0.8 else rng.choice(NAMES)
        elif token in OPERATORS:
            tokens[at] = rng.choice(OPERATORS)
        elif token == "(" and kind < 0.5:
            tokens[at:parenthesized(tokens, at) + 1] = [rng.choice(["(" + rng.choice(NAMES) + ")", "()", "(*)", "(1, 2)", "(select 1)"])]
        elif re.match(r"[a-z]", token) and token not in ("select", "from", "as", "by", "group", "order", "where"):
            following = tokens[at + 1] if at + 1 < len(tokens) else ""
            if following == "(" and kind < 0.8:
                tokens[at] = rng.choice(FUNCTIONS)
            else:
                tokens[at] = rng.choice(NAMES) if kind < 0.85 else rng.choice(LITERALS + ["sum(" + token + ")", token + " + 1", token + " = 'a'",
                                                                                    "lower(" + token + ")", token + "." + rng.choice(NAMES)])
        else:
            other = TOKEN.findall(rng.choice(samples))
            start = rng.randrange(len(other))
            tokens[at:at + 1] = other[start:start + rng.randrange(1, 4)]
    return "".join(tokens)


def ask(url, header, sql):
    headers = {header + "User": "check", header + "Catalog": "tpch", header + "Schema": "tiny"}
    request = urllib.request.Request(url + "/v1/statement", ("EXPLAIN (TYPE VALIDATE) " + sql).encode(), headers)
    while True:
        page = json.load(urllib.request.urlopen(request))
        if "error" in page:
            return page["error"]["errorName"], page["error"]["message"]
        if "nextUri" not in page:
            return "OK", ""
        request = urllib.request.Request(page["nextUri"], headers=headers)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("engine", choices=("trino", "presto"))
    parser.add_argument("url")
    parser.add_argument("program")
    parser.add_argument("files", nargs="*")
    parser.add_argument("-n", type=int, default=1000)
    parser.add_argument("-s", type=int, default=1)
    parser.add_argument("-v", action="store_true")
    arguments = parser.parse_intermixed_args()
    samples = SAMPLES
    for path in arguments.files:
        with open(path) as file:
            samples = samples + [line.strip() for line in file if line.strip()]
    rng = random.Random(arguments.s)
    queries = samples + [mutate(rng, samples) for _ in range(arguments.n)]
    queries = [query.replace("\n", " ") for query in dict.fromkeys(queries)]
    run = subprocess.run([arguments.program, arguments.engine], input="\n".join(queries) + "\n", stdout=subprocess.PIPE, text=True,
                         check=True)
    ours = [line.split("\t") for line in run.stdout.splitlines()]
    header = "X-Trino-" if arguments.engine == "trino" else "X-Presto-"
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        theirs = list(pool.map(lambda query: ask(arguments.url, header, query), queries))
    agreed, caught, all_of = collections.Counter(), collections.Counter(), collections.Counter()
    wrong = collections.defaultdict(list)
    for query, here, (name, message) in zip(queries, ours, theirs):
        is_same = here[0] == name or (arguments.engine == "presto" and name == "SYNTAX_ERROR" and here[0] != "OK")
        all_of[name] += 1
        agreed[name] += is_same
        caught[name] += (here[0] == "OK") == (name == "OK")
        if name == "OK" and here[0] != "OK":
            wrong["FALSE REJECTION"].append((query, here, message))
        elif name != "OK" and here[0] == "OK":
            wrong["missed " + name].append((query, here, message))
        elif not is_same:
            wrong["other name " + name].append((query, here, message))
    for name, count in all_of.most_common():
        print(f"{name:36} {count:6}  verdict {caught[name]:6}  name {agreed[name]:6}")
    faulty = sum(all_of.values()) - all_of["OK"]
    print(f"{all_of['OK'] - caught['OK']} of {all_of['OK']} rejected that the server takes; "
          f"{sum(caught.values()) - caught['OK']} of {faulty} of the others caught, {sum(agreed.values()) - agreed['OK']} by name")
    for kind in sorted(wrong, key=lambda kind: (kind != "FALSE REJECTION", -len(wrong[kind]))):
        for query, here, message in wrong[kind][:None if arguments.v else 5]:
            print(f"\n{kind}: {query}\n    here:   {' '.join(here)}\n    server: {message}")


main()
