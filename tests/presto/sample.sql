SELECT name, count(*) AS orders FROM shop.public.customer c JOIN orders o ON o.custkey = c.custkey GROUP BY name ORDER BY orders DESC NULLS LAST LIMIT 10
;
SELECT DISTINCT region FROM nation WHERE population > 1000000 AND (name LIKE 'A%' OR name LIKE '50!%' ESCAPE '!') AND regionkey IS NOT NULL
;
WITH RECURSIVE days (d) AS (VALUES DATE '2024-01-01' UNION ALL SELECT d + INTERVAL '1' DAY FROM days WHERE d < DATE '2024-01-31') SELECT * FROM days
;
SELECT a.x, b.y FROM (VALUES (1, 'one'), (2, 'two')) AS a (x, n) LEFT OUTER JOIN b USING (x, n) WHERE a.x NOT BETWEEN 1 AND 3
;
SELECT * FROM t1 CROSS JOIN t2 NATURAL JOIN t3 FULL JOIN t4 ON true RIGHT JOIN t5 ON t4.a = t5.a
;
SELECT u.item, u.place FROM baskets CROSS JOIN UNNEST(items, prices) WITH ORDINALITY AS u (item, price, place)
;
SELECT * FROM orders o, LATERAL (SELECT max(price) AS top FROM lines l WHERE l.orderkey = o.orderkey) AS m
;
SELECT * FROM big TABLESAMPLE BERNOULLI (10) WHERE rand() < 0.5
;
SELECT * FROM big AS b TABLESAMPLE SYSTEM (0.5 * 10)
;
SELECT shop, day, sum(amount) FROM sales GROUP BY GROUPING SETS ((shop, day), (shop), ()), CUBE (a, b), ROLLUP (c)
;
SELECT grouping(shop, day), sum(amount) FROM sales GROUP BY DISTINCT shop, ROLLUP (day) HAVING sum(amount) > 100
;
SELECT a, sum(b) OVER (PARTITION BY a ORDER BY c DESC ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS moving FROM t
;
SELECT rank() OVER w, lag(x, 1) IGNORE NULLS OVER (w ORDER BY y) FROM t WINDOW w AS (PARTITION BY z)
;
SELECT first_value(x) OVER (ORDER BY y RANGE BETWEEN INTERVAL '3' MONTH PRECEDING AND UNBOUNDED FOLLOWING) FROM t
;
SELECT count(*) FILTER (WHERE state = 'done'), array_agg(x ORDER BY y DESC), approx_percentile(p, 0.99) FROM jobs
;
SELECT listagg(name, ', ' ON OVERFLOW TRUNCATE '...' WITH COUNT) WITHIN GROUP (ORDER BY name) FROM people
;
SELECT transform(ARRAY[1, 2, 3], x -> x * 2), reduce(a, 0, (s, x) -> s + x, s -> s), filter(m, (k, v) -> v IS NOT NULL) FROM t
;
SELECT CAST(a AS decimal(10, 2)), TRY_CAST(b AS array(row(x bigint, y map(varchar, double)))), CAST(c AS timestamp(3) with time zone) FROM t
;
SELECT ROW(1, 'a').field0, r.inner.x, m['key'], a[1][2], (SELECT 1), ARRAY[], MAP() FROM t
;
SELECT DATE '2024-02-29', TIMESTAMP '2024-01-01 00:00:00 UTC', TIME '12:00', INTERVAL '2' YEAR, INTERVAL - '1-2' YEAR TO MONTH, DECIMAL '1.50', X'00ff', U&'caf\00e9'
;
SELECT extract(YEAR FROM d), extract(day_of_week FROM d), position('a' IN s), substring(s FROM 2 FOR 3), trim(LEADING 'x' FROM s), normalize(s, NFKC)
;
SELECT current_date, current_timestamp(3), localtime, current_user, current_catalog, now() AT TIME ZONE 'Europe/Berlin', t AT TIME ZONE INTERVAL '2' HOUR
;
SELECT CASE WHEN a > b THEN 'more' WHEN a = b THEN 'same' ELSE 'less' END, CASE x WHEN 1 THEN 'one' END, if(a, b, c), coalesce(a, b), nullif(a, 0) FROM t
;
SELECT * FROM t WHERE a = ALL (SELECT b FROM u) OR c > ANY (VALUES 1, 2) OR d IN (SELECT e FROM v) OR EXISTS (SELECT 1 FROM w WHERE w.a = t.a)
;
SELECT a IS DISTINCT FROM b, a IS NOT DISTINCT FROM b, NOT a AND b OR c, -a + +b * c / d % e || f FROM t
;
(SELECT a FROM t ORDER BY a LIMIT 1) UNION ALL (SELECT b FROM u) INTERSECT SELECT c FROM v EXCEPT DISTINCT TABLE w ORDER BY 1 OFFSET 5 ROWS FETCH NEXT 3 ROWS ONLY
;
SELECT * FROM t OFFSET 2 LIMIT ALL
;
SELECT a FROM t ORDER BY a FETCH FIRST ROW WITH TIES
;
VALUES 1, 2, 3 ORDER BY 1
;
TABLE shop.public.orders
;
SELECT t.*, (r).*, "Odd ""Name""" AS "x y", _a1 FROM "Tab" t
;
SELECT * FROM t WHERE id = ? AND name = ?
;
SELECT * FROM TABLE(sequence(start => 1, stop => 10)) AS s (n)
;
SELECT * FROM TABLE(f(input => TABLE(orders) AS o PARTITION BY custkey ORDER BY day KEEP WHEN EMPTY, cols => DESCRIPTOR(a, b bigint)))
;
SELECT * FROM orders FOR VERSION AS OF 12345 AS o, orders FOR TIMESTAMP AS OF TIMESTAMP '2024-01-01 00:00:00'
;
SELECT * FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY at MEASURES A.price AS start, LAST(B.price) AS bottom ONE ROW PER MATCH AFTER MATCH SKIP TO NEXT ROW PATTERN (A B+? (C | D)* ^ $ {- E -} F{2,3}) SUBSET U = (B, C) DEFINE B AS B.price < PREV(B.price), C AS C.price > PREV(C.price, 2)) AS m
;
SELECT json_exists(j, 'lax $.a'), json_value(j, 'strict $.b' RETURNING bigint DEFAULT 0 ON EMPTY NULL ON ERROR), json_query(j FORMAT JSON, 'lax $' WITH CONDITIONAL ARRAY WRAPPER), json_object('a' : 1, KEY 'b' VALUE 2 NULL ON NULL), json_array(1, 2 ABSENT ON NULL) FROM t
;
SELECT * FROM t, JSON_TABLE(j, 'lax $.items[*]' COLUMNS (n FOR ORDINALITY, name varchar PATH 'lax $.name' DEFAULT 'none' ON EMPTY, NESTED PATH 'lax $.tags[*]' COLUMNS (tag varchar PATH 'lax $')) ERROR ON ERROR) AS i
;
WITH FUNCTION twice(x bigint) RETURNS bigint RETURN x * 2 SELECT twice(a) FROM t
;
WITH FUNCTION f(n integer) RETURNS integer BEGIN DECLARE i integer DEFAULT 0; WHILE i < n DO SET i = i + 1; END WHILE; IF i > 10 THEN RETURN 10; ELSE RETURN i; END IF; END SELECT f(3)
;
SELECT x FROM (((a JOIN b ON a.i = b.i))) WHERE x NOT IN (1, 2.5, 3e10, 'a')
;
SELECT count(*), sum(DISTINCT x), max_by(a, b, 3), "count"(y) FROM t GROUP BY 1, 2, ()
;
SELECT at, date, day, first, year, zone, comment, data, "end" FROM time WHERE type = 'x' AND if = 1
;
SELECT a FROM b WHERE a > 1 -- the rest
  AND /* nothing */ c < 2
;
SELECT 'it''s', '', 'a
b', 1.5, .5, 1., 1E5, 1.5e-10, 99999999999999999999 FROM t
;
INSERT INTO shop.public.orders (a, b) SELECT a, b FROM t
;
DELETE FROM orders WHERE day < DATE '2020-01-01'
;
UPDATE orders SET state = 'gone', n = n + 1 WHERE id = 3
;
MERGE INTO t USING s ON t.id = s.id WHEN MATCHED AND s.gone THEN DELETE WHEN MATCHED THEN UPDATE SET a = s.a WHEN NOT MATCHED THEN INSERT (id, a) VALUES (s.id, s.a)
;
CREATE TABLE IF NOT EXISTS a.b.c (id bigint NOT NULL COMMENT 'key', name varchar(10), LIKE d INCLUDING PROPERTIES) COMMENT 'all' WITH (format = 'ORC', partitioned_by = ARRAY['day'])
;
CREATE OR REPLACE VIEW v SECURITY INVOKER AS SELECT * FROM t
;
CREATE TABLE t AS SELECT * FROM u WITH NO DATA
;
DROP TABLE IF EXISTS a.b
;
ALTER TABLE t ADD COLUMN c integer
;
EXPLAIN (TYPE VALIDATE) SELECT * FROM t
;
EXPLAIN ANALYZE VERBOSE SELECT 1
;
SHOW TABLES FROM a.b LIKE 'x%'
;
SHOW STATS FOR (SELECT * FROM t WHERE a > 1)
;
DESCRIBE a.b.c
;
SET SESSION hive.insert_existing_partitions_behavior = 'OVERWRITE'
;
CALL system.flush('a', number => 1)
;
PREPARE p FROM SELECT * FROM t WHERE a = ?
;
EXECUTE p USING 1, 'a'
;
GRANT SELECT, INSERT ON TABLE t TO ROLE reader WITH GRANT OPTION
;
START TRANSACTION READ ONLY, ISOLATION LEVEL SERIALIZABLE
;
USE a.b
;
SELECT a b c FROM t
;
SELECT FROM t
;
SELECT * FROM t WHERE
;
SELECT a, FROM t
;
SELECT `a` FROM t
;
SELECT a FROM t LIMIT 5 OFFSET 5
;
SELECT a::bigint FROM 1t
;
SELECT count(* FROM t
;
SELECT 'open FROM t
;
SELECT * FROM t GROUP a
;
