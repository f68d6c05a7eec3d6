-- What the attacks are run against: data, and ways to it that look harmless.
CREATE TABLE accounts (id integer PRIMARY KEY, owner text NOT NULL, balance numeric NOT NULL, tenant_id integer NOT NULL);
INSERT INTO accounts SELECT i, 'owner ' || i, i * 10, i % 3 FROM generate_series(1, 20) AS i;
CREATE TABLE secrets (id integer PRIMARY KEY, account_id integer REFERENCES accounts, token text);
INSERT INTO secrets SELECT i, i, md5(i::text) FROM generate_series(1, 5) AS i;
CREATE TABLE journal (id serial PRIMARY KEY, entry text);
CREATE TABLE ruled (id integer, entry text);
CREATE RULE ruled_insert AS ON INSERT TO ruled DO ALSO INSERT INTO journal (entry) VALUES ('rule');
CREATE SEQUENCE numbers;
SELECT nextval('numbers');
SELECT lo_from_bytea(4711, 'large');

CREATE FUNCTION evil() RETURNS integer LANGUAGE plpgsql VOLATILE AS $$ BEGIN INSERT INTO journal (entry) VALUES ('evil'); RETURN 1; END $$;
CREATE FUNCTION evil(integer) RETURNS integer LANGUAGE plpgsql VOLATILE AS $$ BEGIN PERFORM evil(); RETURN $1; END $$;
CREATE FUNCTION evil_state(integer, integer) RETURNS integer LANGUAGE sql VOLATILE AS $$ SELECT evil($2) $$;
CREATE FUNCTION evil_row(accounts) RETURNS integer LANGUAGE sql VOLATILE AS $$ SELECT evil() $$;
CREATE FUNCTION evil_text(text) RETURNS integer LANGUAGE sql VOLATILE AS $$ SELECT evil() $$;
CREATE FUNCTION evil_table() RETURNS TABLE (a integer, b text) LANGUAGE sql VOLATILE AS $$ SELECT evil(), 'x' $$;
CREATE FUNCTION unmarked(integer) RETURNS integer LANGUAGE sql AS $$ SELECT $1 + 1 $$;
CREATE FUNCTION lower(integer) RETURNS integer LANGUAGE sql VOLATILE AS $$ SELECT evil($1) $$;
CREATE FUNCTION definer() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER AS $$ SELECT count(*) FROM secrets $$;
CREATE FUNCTION good(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT $1 + 1 $$;
CREATE FUNCTION total(integer) RETURNS numeric LANGUAGE sql STABLE AS $$ SELECT sum(balance) FROM accounts WHERE tenant_id = $1 $$;
CREATE PROCEDURE evil_procedure() LANGUAGE plpgsql AS $$ BEGIN PERFORM evil(); END $$;
CREATE SCHEMA hidden;
CREATE FUNCTION hidden.evil(integer) RETURNS integer LANGUAGE sql VOLATILE AS $$ SELECT public.evil($1) $$;
CREATE FUNCTION hidden.harmless(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT $1 $$;

CREATE OPERATOR ### (LEFTARG = integer, RIGHTARG = integer, FUNCTION = evil_state);
CREATE OPERATOR ### (RIGHTARG = integer, FUNCTION = evil);
CREATE OPERATOR hidden.+ (LEFTARG = integer, RIGHTARG = integer, FUNCTION = evil_state);
CREATE TYPE packed AS (a integer, b text);
CREATE FUNCTION to_packed(text) RETURNS packed LANGUAGE sql VOLATILE AS $$ SELECT evil(), $1 $$;
CREATE CAST (text AS packed) WITH FUNCTION to_packed(text);
CREATE AGGREGATE evil_sum(integer) (SFUNC = evil_state, STYPE = integer, INITCOND = '0');

CREATE VIEW plain AS SELECT id, owner FROM accounts;
CREATE VIEW counting AS SELECT id, nextval('numbers') AS number FROM accounts;
CREATE VIEW sleeping AS SELECT 1 AS one FROM pg_sleep(1000);
CREATE VIEW reading AS SELECT pg_read_file('postgresql.conf') AS text;
CREATE VIEW evil_view AS SELECT id, evil(id) AS number FROM accounts;
CREATE VIEW nested AS SELECT number FROM evil_view;
CREATE VIEW operating AS SELECT id ### 1 AS number FROM accounts;
CREATE VIEW masked AS SELECT account_id, 'x' AS token FROM secrets;
