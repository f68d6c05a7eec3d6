-- A shop with more kinds of types than most have: for bench_verdicts.
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
CREATE TYPE address AS (street text, zip varchar(10), since date);
CREATE TABLE customer (
  id integer PRIMARY KEY,
  name text NOT NULL,
  mail email,
  born date,
  feels mood,
  home address,
  likes text[],
  scores integer[],
  vip boolean DEFAULT false,
  profile jsonb,
  joined timestamptz DEFAULT now(),
  code char(4),
  nick varchar(20),
  "Full Name" text
);
CREATE TABLE product (
  id bigint PRIMARY KEY,
  name varchar(200) UNIQUE NOT NULL,
  price numeric(10,2),
  weight double precision,
  size real,
  stock positive,
  tags text[],
  valid daterange,
  seats int4range,
  data json,
  made timestamp,
  opens time,
  lasts interval,
  key uuid,
  flags bit(8),
  image bytea,
  host inet,
  rank smallint
);
CREATE TABLE purchase (
  customer_id integer REFERENCES customer,
  product_id bigint REFERENCES product,
  at timestamp NOT NULL,
  amount integer,
  paid money,
  note text,
  PRIMARY KEY (customer_id, product_id, at)
);
CREATE TABLE visit (id serial PRIMARY KEY, customer_id integer REFERENCES customer, day date, minutes integer, device mood);
CREATE VIEW best AS SELECT p.id, p.name, sum(b.amount) AS sold FROM product p JOIN purchase b ON b.product_id = p.id GROUP BY p.id;
CREATE MATERIALIZED VIEW monthly AS SELECT date_trunc('month', at) AS month, count(*) AS purchases FROM purchase GROUP BY 1;
CREATE FUNCTION discount(price numeric, percent integer DEFAULT 10) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT $1 * (100 - $2) / 100';
CREATE FUNCTION purchases_of(integer) RETURNS SETOF purchase LANGUAGE sql STABLE AS 'SELECT * FROM purchase WHERE customer_id = $1';
CREATE FUNCTION spread(VARIADIC numbers numeric[]) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT max(x) - min(x) FROM unnest($1) AS u (x)';
CREATE FUNCTION pair(anyelement, anyelement) RETURNS anyarray LANGUAGE sql IMMUTABLE AS 'SELECT ARRAY[$1, $2]';
CREATE FUNCTION totals(OUT customers bigint, OUT products bigint) LANGUAGE sql STABLE AS 'SELECT (SELECT count(*) FROM customer), (SELECT count(*) FROM product)';
