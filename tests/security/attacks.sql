--! refused held lines: not a query
INSERT INTO accounts VALUES (100, 'me', 1, 1)
INSERT INTO accounts SELECT id + 100, owner, balance, tenant_id FROM accounts RETURNING id
INSERT INTO accounts VALUES (1, 'me', 1, 1) ON CONFLICT (id) DO UPDATE SET balance = 1000000
INSERT INTO ruled VALUES (1, 'x')
INSERT INTO plain VALUES (101, 'by a view')
UPDATE accounts SET balance = 0
UPDATE plain SET owner = 'me'
UPDATE accounts SET balance = 1 FROM secrets WHERE secrets.account_id = accounts.id RETURNING token
DELETE FROM accounts
DELETE FROM plain
TRUNCATE accounts CASCADE
MERGE INTO accounts a USING secrets s ON a.id = s.account_id WHEN MATCHED THEN DELETE
DROP TABLE accounts CASCADE
DROP VIEW plain
DROP OWNED BY postgres
CREATE TABLE stolen AS SELECT * FROM secrets
CREATE TABLE stolen (a int)
CREATE TEMP TABLE stolen AS SELECT 1
CREATE TEMPORARY VIEW stolen AS SELECT * FROM secrets
CREATE VIEW stolen AS SELECT * FROM secrets
CREATE OR REPLACE VIEW plain AS SELECT id, owner FROM accounts
CREATE MATERIALIZED VIEW stolen AS SELECT * FROM secrets
REFRESH MATERIALIZED VIEW plain
CREATE INDEX ON accounts (owner)
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'
CREATE ROLE attacker SUPERUSER LOGIN
CREATE RULE r AS ON INSERT TO accounts DO INSTEAD NOTHING
CREATE TRIGGER t BEFORE INSERT ON accounts EXECUTE FUNCTION suppress_redundant_updates_trigger()
CREATE EXTENSION dblink
CREATE SCHEMA s CREATE TABLE t (a int)
CREATE DATABASE d
CREATE TABLESPACE t LOCATION '/tmp'
CREATE SERVER s FOREIGN DATA WRAPPER w
CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p
CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION f()
CREATE POLICY p ON accounts
ALTER TABLE accounts ADD COLUMN x int
ALTER TABLE accounts DISABLE ROW LEVEL SECURITY
ALTER ROLE postgres PASSWORD 'x'
ALTER SYSTEM SET log_statement = 'all'
ALTER SEQUENCE numbers RESTART
ALTER DATABASE postgres SET work_mem = '1GB'
ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC
GRANT ALL ON secrets TO PUBLIC
GRANT pg_read_server_files TO PUBLIC
REVOKE ALL ON accounts FROM PUBLIC
REASSIGN OWNED BY postgres TO postgres
COMMENT ON TABLE accounts IS 'x'
SECURITY LABEL ON TABLE accounts IS 'x'
COPY accounts FROM '/etc/passwd'
COPY accounts FROM STDIN
COPY accounts FROM PROGRAM 'id'
LOCK TABLE accounts IN ACCESS EXCLUSIVE MODE
VACUUM accounts
VACUUM FULL
ANALYZE accounts
CLUSTER accounts USING accounts_pkey
REINDEX TABLE accounts
EXPLAIN ANALYZE DELETE FROM accounts
EXPLAIN (ANALYZE, VERBOSE) INSERT INTO journal (entry) VALUES ('x')
EXPLAIN ANALYZE SELECT evil()
EXPLAIN ANALYZE EXECUTE p
EXPLAIN ANALYZE CREATE TABLE stolen AS SELECT 1
DO $$ BEGIN DELETE FROM accounts; END $$
DO $$ BEGIN EXECUTE 'DELETE FROM accounts'; END $$
DO $$ BEGIN EXECUTE concat('DEL', 'ETE FROM acc', 'ounts'); END $$
DO LANGUAGE plpgsql 'BEGIN PERFORM evil(); END'
DO 'BEGIN COMMIT; END'
DO $x$ BEGIN ROLLBACK; DELETE FROM accounts; COMMIT; END $x$
DO $$ BEGIN COMMIT; SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE; DELETE FROM accounts; COMMIT; END $$
DO $$ BEGIN PERFORM set_config('transaction_read_only', 'off', true); DELETE FROM accounts; END $$
CALL evil_procedure()
CALL pg_catalog.nothing()
EXECUTE p
EXECUTE p(1)
BEGIN
BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE
START TRANSACTION READ WRITE
SAVEPOINT s
RELEASE SAVEPOINT s
ROLLBACK TO SAVEPOINT s
PREPARE TRANSACTION 'x'
COMMIT PREPARED 'x'
SET TRANSACTION READ WRITE
SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE
SET search_path TO hidden
SET LOCAL statement_timeout = 0
SET SESSION AUTHORIZATION postgres
SET ROLE postgres
SET statement_timeout TO 0
SET "transaction_read_only" = off
SET CONSTRAINTS ALL DEFERRED
SET XML OPTION DOCUMENT
SET TIME ZONE 'UTC'
RESET ALL
RESET ROLE
SHOW all
SHOW transaction_read_only
DISCARD ALL
DISCARD PLANS
LISTEN c
UNLISTEN *
NOTIFY c, 'x'
DECLARE c CURSOR FOR SELECT * FROM secrets
DECLARE c CURSOR WITH HOLD FOR SELECT * FROM secrets
FETCH ALL FROM c
MOVE 1 IN c
CLOSE ALL
DEALLOCATE ALL
IMPORT FOREIGN SCHEMA s FROM SERVER x INTO public
--! refused leaks lines: not a query, and what a read-only transaction does not stop
COPY accounts TO '$FILE'
COPY (SELECT * FROM secrets) TO '$FILE'
COPY secrets TO PROGRAM 'cat > $FILE'
PREPARE p AS DELETE FROM accounts
PREPARE p(int) AS SELECT * FROM accounts WHERE id = $1
CHECKPOINT
LOAD 'plpgsql'
COMMIT
END
ROLLBACK
ABORT
COMMIT AND CHAIN
--! refused held lines: writes inside a query
WITH x AS (DELETE FROM accounts RETURNING id) SELECT * FROM x
WITH x AS (INSERT INTO journal (entry) VALUES ('x') RETURNING id) SELECT 1
WITH x AS (UPDATE accounts SET balance = 0 RETURNING *) SELECT count(*) FROM x
WITH RECURSIVE x AS (DELETE FROM accounts RETURNING id) SELECT * FROM x
WITH a AS (SELECT 1), b AS (DELETE FROM secrets RETURNING *) SELECT * FROM a
WITH a AS (SELECT 1 AS one) DELETE FROM accounts USING a
WITH a AS (SELECT 1 AS one) INSERT INTO journal (entry) SELECT 'x' FROM a
SELECT * FROM (WITH x AS (DELETE FROM accounts RETURNING id) SELECT * FROM x) AS y
SELECT (WITH x AS (DELETE FROM accounts RETURNING id) SELECT count(*) FROM x)
SELECT 1 WHERE EXISTS (WITH x AS (UPDATE accounts SET balance = 0 RETURNING id) SELECT 1 FROM x)
SELECT * INTO stolen FROM secrets
SELECT * INTO TEMP stolen FROM secrets
SELECT token INTO UNLOGGED TABLE stolen FROM secrets
WITH x AS (SELECT * FROM secrets) SELECT * INTO stolen FROM x
SELECT 1 AS a INTO stolen UNION SELECT 2
SELECT * FROM accounts FOR UPDATE
SELECT * FROM accounts FOR NO KEY UPDATE
SELECT * FROM accounts FOR SHARE SKIP LOCKED
SELECT * FROM accounts FOR KEY SHARE OF accounts NOWAIT
SELECT * FROM (SELECT * FROM accounts FOR UPDATE) AS x
WITH x AS (SELECT * FROM accounts FOR UPDATE) SELECT * FROM x
SELECT (SELECT id FROM accounts LIMIT 1 FOR UPDATE)
(SELECT * FROM accounts) FOR UPDATE
TABLE accounts FOR UPDATE
--! refused held lines: several statements
SELECT 1; DELETE FROM accounts
SELECT 1; SELECT 2
SELECT 1;;SELECT 2
SELECT 1; COMMIT; DELETE FROM accounts
; DELETE FROM accounts
SELECT 'a;b'; DROP TABLE accounts
SELECT $$;$$; DROP TABLE accounts
SELECT 1 /* ; */; DROP TABLE accounts --
SELECT E'\''; DROP TABLE accounts --'
SELECT 'a\'; DELETE FROM accounts; --'
SELECT 1; BEGIN; DELETE FROM accounts; COMMIT
--! refused held text: behind a comment
/* SELECT */ DELETE FROM accounts
--! refused held text: behind a nested comment
/* /* SELECT 1 */ */ DELETE FROM accounts
--! refused held text: behind a comment of a line
-- SELECT 1
DELETE FROM accounts
--! refused held text: a comment inside
DEL/**/ETE FROM accounts
--! refused held text: comments for blanks
DELETE/**/FROM/**/accounts
--! refused held text: a comment that seems to end sooner
SELECT 1 /* /* */ ; DELETE FROM accounts; */ ; DELETE FROM accounts
--! refused held text: a version comment is a comment, and then nothing is left
/*!DELETE FROM accounts*/
--! refused held text: nothing at all
-- nothing
--! refused held text: tagged dollar quotes
DO $a$ BEGIN EXECUTE $b$ DELETE FROM accounts $b$; END $a$
--! refused held text: a dollar quote that ends sooner
SELECT $a$ x $a$; DELETE FROM accounts; SELECT $b$ $b$
--! refused held lines: functions that wait, lock, signal, or end others' work
SELECT pg_sleep(1000)
SELECT pg_catalog.pg_sleep(1000)
SELECT PG_SLEEP(1000)
SELECT "pg_sleep"(1000)
SELECT "pg_catalog"."pg_sleep"(1000)
SELECT U&"pg\005Fsleep"(1000)
SELECT U&"pg!005Fsleep" UESCAPE '!' (1000)
SELECT pg_catalog.U&"\0070g_sleep"(1000)
SELECT postgres.pg_catalog.pg_sleep(1000)
SELECT pg_sleep /* */ (1000)
SELECT * FROM pg_sleep(1000)
SELECT * FROM ROWS FROM (pg_sleep(1000), generate_series(1, 2)) AS x
SELECT 1 FROM accounts WHERE pg_sleep(1000) IS NULL
SELECT id FROM accounts ORDER BY pg_sleep(1000)
SELECT id FROM accounts GROUP BY id, pg_sleep(1000)
SELECT count(*) FILTER (WHERE pg_sleep(1000) IS NULL) FROM accounts
SELECT sum(id) OVER (ORDER BY pg_sleep(1000)) FROM accounts
SELECT sum(id) OVER w FROM accounts WINDOW w AS (PARTITION BY pg_sleep(1000)::text)
SELECT id FROM accounts LIMIT (SELECT 1 FROM pg_sleep(1000))
SELECT id FROM accounts OFFSET (SELECT 0 FROM pg_sleep(1000))
SELECT CASE WHEN pg_sleep(1000) IS NULL THEN 1 END
SELECT COALESCE(pg_sleep(1000)::text, '')
SELECT ARRAY[pg_sleep(1000)::text]
SELECT ROW(pg_sleep(1000))
SELECT (SELECT pg_sleep(1000))
SELECT EXISTS (SELECT pg_sleep(1000))
SELECT 1 IN (SELECT 1 FROM pg_sleep(1000))
VALUES (pg_sleep(1000))
SELECT 1 UNION ALL SELECT 1 FROM pg_sleep(1000)
WITH x AS (SELECT pg_sleep(1000)) SELECT * FROM x
WITH RECURSIVE x(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM x, LATERAL pg_sleep(1000) WHERE i < 100) SELECT * FROM x
SELECT * FROM accounts a, LATERAL (SELECT pg_sleep(a.id * 100)) x
SELECT * FROM accounts a JOIN secrets s ON pg_sleep(1000) IS NOT NULL
SELECT * FROM accounts TABLESAMPLE BERNOULLI ((SELECT 1 FROM pg_sleep(1000)))
SELECT x.pg_sleep FROM generate_series(1000, 1001) AS x
SELECT (x).pg_sleep FROM generate_series(1000, 1001) AS x
SELECT (x.x).pg_sleep FROM (SELECT 1000::float8 AS x) AS x
SELECT (1000::float8).pg_sleep
SELECT (pg_sleep).pg_sleep FROM (SELECT 1000::float8 AS pg_sleep) AS x
SELECT pg_sleep_for('1 hour')
SELECT pg_sleep_until('tomorrow')
SELECT pg_advisory_xact_lock(1)
SELECT pg_try_advisory_xact_lock(1)
SELECT pg_advisory_unlock_all()
SELECT pg_cancel_backend(0)
SELECT pg_notify('c', 'x')
SELECT pg_promote()
--! refused leaks lines: locks of the session, which a rollback does not release
SELECT pg_advisory_lock(1)
SELECT pg_advisory_lock_shared(1, 2)
SELECT pg_try_advisory_lock(4)
SELECT setseed(0.5)
SELECT pg_terminate_backend(pg_backend_pid())
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = pg_backend_pid()
--! refused held lines: files, settings, large objects, sequences, transactions, statistics
SELECT pg_read_file('/etc/passwd')
SELECT pg_read_file('postgresql.conf', 0, 100)
SELECT pg_read_binary_file('/etc/passwd')
SELECT encode(pg_catalog.pg_read_binary_file('/etc/passwd'), 'escape')
SELECT pg_stat_file('/etc/passwd')
SELECT * FROM pg_ls_dir('/')
SELECT * FROM pg_ls_waldir()
SELECT * FROM pg_ls_logdir()
SELECT * FROM pg_ls_tmpdir()
SELECT * FROM pg_hba_file_rules()
SELECT * FROM pg_show_all_file_settings()
SELECT * FROM pg_config()
SELECT lo_get(4711)
SELECT lo_put(4711, 0, 'x')
SELECT lo_import('/etc/passwd')
SELECT lo_from_bytea(0, 'x')
SELECT lo_create(0)
SELECT lo_unlink(4711)
SELECT lo_truncate(lo_open(4711, 131072), 0)
SELECT loread(lo_open(4711, 262144), 100)
SELECT lowrite(lo_open(4711, 131072), 'x')
SELECT nextval('numbers')
SELECT nextval('public.numbers'::regclass)
SELECT setval('numbers', 1000)
SELECT currval('numbers')
SELECT lastval()
SELECT pg_sequence_last_value('numbers')
SELECT set_config('transaction_read_only', 'off', false)
SELECT set_config('search_path', 'hidden', false)
SELECT set_config('log_statement', 'all', true)
SELECT set_config('statement_timeout', '0', true), 1 FROM accounts
SELECT txid_current()
SELECT pg_current_xact_id()
SELECT pg_export_snapshot()
SELECT pg_nextoid('pg_class', 'oid', 'pg_class_oid_index')
SELECT pg_stat_clear_snapshot()
SELECT pg_import_system_collations('pg_catalog')
SELECT binary_upgrade_set_next_pg_type_oid(1)
SELECT pg_extension_config_dump('accounts', '')
SELECT brin_summarize_new_values('accounts_pkey')
SELECT gin_clean_pending_list('accounts_pkey')
SELECT pg_wal_replay_pause()
SELECT pg_replication_origin_create('x')
SELECT pg_logical_slot_get_changes('x', NULL, NULL)
SELECT pg_drop_replication_slot('x')
SELECT plpgsql_validator(0)
SELECT fmgr_sql_validator('evil()'::regprocedure)
--! refused leaks lines: files and the server itself, as a superuser
SELECT lo_export(4711, '$FILE')
SELECT pg_create_physical_replication_slot('attack')
SELECT pg_create_restore_point('attack')
SELECT pg_reload_conf()
SELECT pg_rotate_logfile()
SELECT pg_switch_wal()
SELECT pg_backup_start('attack')
SELECT pg_stat_reset()
SELECT pg_stat_reset_shared('bgwriter')
SELECT pg_log_backend_memory_contexts(pg_backend_pid())
SELECT pg_logical_emit_message(false, 'attack', 'x')
--! refused held lines: SQL and tables that are given as text
SELECT query_to_xml('SELECT * FROM secrets', true, true, '')
SELECT query_to_xml('DELETE FROM accounts RETURNING 1', true, true, '')
SELECT query_to_xmlschema('SELECT * FROM secrets', true, true, '')
SELECT query_to_xml_and_xmlschema('SELECT evil()', true, true, '')
SELECT table_to_xml('secrets', true, true, '')
SELECT schema_to_xml('public', true, true, '')
SELECT database_to_xml(true, true, '')
SELECT database_to_xmlschema(true, true, '')
SELECT cursor_to_xml('c', 1, true, true, '')
SELECT xpath('//token/text()', pg_catalog.query_to_xml('SELECT token FROM secrets', true, false, ''))
SELECT * FROM ts_stat('SELECT token::tsvector FROM secrets')
SELECT ts_rewrite('a'::tsquery, 'SELECT token::tsquery, ''b''::tsquery FROM secrets')
SELECT currtid2('accounts', '(0,1)')
--! refused held lines: functions of the database's own
SELECT evil()
SELECT public.evil(1)
SELECT "evil"(1)
SELECT U&"\0065vil"(1)
SELECT hidden.evil(1)
SELECT * FROM evil_table()
SELECT a.evil_row FROM accounts AS a
SELECT (a).evil_row FROM accounts AS a
SELECT evil_row(a) FROM accounts AS a
SELECT evil_row(a.*) FROM accounts AS a
SELECT a.id FROM accounts AS a WHERE a.evil_row = 1
SELECT (owner).evil_text FROM accounts
SELECT lower(1)
SELECT unmarked(1)
SELECT definer()
SELECT evil_sum(id) FROM accounts
SELECT evil_sum(id) OVER () FROM accounts
SELECT evil_sum(DISTINCT id ORDER BY id) FILTER (WHERE id > 1) FROM accounts
SELECT evil_procedure()
--! refused held lines: operators and conversions
SELECT 1 ### 2
SELECT ### 2
SELECT 1 OPERATOR(public.###) 2
SELECT 1 OPERATOR(hidden.+) 2
SELECT 1 ### ANY (ARRAY[1, 2])
SELECT id FROM accounts WHERE id OPERATOR(hidden.+) 1 > 3
SELECT 'x'::text::packed
SELECT CAST(owner AS packed) FROM accounts
SELECT (CAST(owner AS public.packed)).a FROM accounts
SELECT 'secrets'::regclass
SELECT 'secrets'::pg_catalog.regclass::oid
SELECT CAST('evil()' AS regprocedure)
SELECT regclass 'secrets'
SELECT regclass('secrets')
SELECT '{secrets}'::regclass[]
SELECT '{secrets}'::_regclass
SELECT 'postgres'::regrole
SELECT to_regclass('secrets')
SELECT * FROM json_to_recordset('[{"a":"secrets"}]') AS x(a regclass)
--! refused held lines: behind views
SELECT * FROM counting
SELECT id FROM counting
SELECT count(*) FROM sleeping
SELECT * FROM reading
SELECT * FROM evil_view
SELECT * FROM nested
TABLE nested
SELECT number FROM operating
SELECT * FROM plain JOIN nested ON true
SELECT n FROM plain, LATERAL (SELECT number AS n FROM nested) AS x
--! refused held lines: the server's own tables
SELECT rolname, rolpassword FROM pg_authid
SELECT * FROM pg_shadow
SELECT * FROM pg_catalog.pg_shadow
SELECT * FROM "pg_shadow"
SELECT * FROM U&"pg\005Fshadow"
TABLE pg_shadow
SELECT s.passwd FROM accounts, LATERAL (SELECT * FROM pg_shadow) AS s
SELECT query FROM pg_stat_activity
SELECT * FROM pg_user_mappings
SELECT * FROM pg_hba_file_rules
SELECT * FROM pg_file_settings
SELECT * FROM pg_settings
SELECT * FROM pg_stats
SELECT * FROM pg_statistic
SELECT * FROM pg_largeobject
SELECT * FROM pg_proc
SELECT table_name FROM information_schema.tables
SELECT id, owner FROM accounts UNION SELECT 1, concat(table_name) FROM information_schema.tables
WITH x AS (SELECT relname FROM pg_class) SELECT * FROM x
SELECT (SELECT max(relname) FROM pg_class)
SELECT id FROM accounts WHERE owner IN (SELECT rolname FROM pg_roles)
SELECT pg_get_viewdef('plain')
SELECT pg_get_functiondef('evil()'::regprocedure)
SELECT current_setting('data_directory')
SELECT pg_relation_filepath('secrets')
SELECT has_table_privilege('secrets', 'SELECT')
SELECT pg_stat_get_activity(NULL)
SELECT * FROM pg_lock_status()
SELECT col_description('secrets'::regclass, 1)
--! accepted held lines: questions, which look alike
SELECT owner, balance FROM accounts WHERE owner LIKE '%DELETE FROM accounts%'
SELECT 'DROP TABLE accounts; --' AS text
SELECT $$ BEGIN; DELETE FROM accounts; COMMIT; $$ AS text
SELECT E'\'; DELETE FROM accounts; --' AS text
SELECT U&'\0064\0072\006F\0070' AS text
SELECT 1 AS "delete", 2 AS "update", 3 AS "for update"
SELECT 1 /* ; DELETE FROM accounts */
SELECT 1 -- ; DELETE FROM accounts
SELECT a.owner AS "pg_sleep" FROM accounts AS a
SELECT x."pg_sleep" FROM (SELECT owner AS "pg_sleep" FROM accounts) AS x
SELECT good(id), total(tenant_id) FROM accounts
SELECT a.good FROM (SELECT good(1) AS good) AS a
SELECT lower(owner), upper(owner), initcap(owner) FROM accounts
SELECT random(), now(), clock_timestamp(), current_date, version(), current_user
SELECT * FROM plain
SELECT * FROM masked
SELECT count(*), sum(balance), array_agg(id ORDER BY id), string_agg(owner, ',') FROM accounts GROUP BY tenant_id
SELECT to_char(now(), 'YYYY'), date_trunc('month', now()), extract(year FROM now())
SELECT to_tsvector('english'::regconfig, owner) @@ to_tsquery('english', 'owner') FROM accounts
SELECT pg_typeof(balance), pg_column_size(balance) FROM accounts
SELECT tableoid::regclass FROM accounts
SELECT row_to_json(a) FROM accounts AS a
SELECT * FROM generate_series(1, 10) AS x
SELECT * FROM json_to_recordset('[{"a":1}]') AS x(a int)
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY balance) FROM accounts
WITH RECURSIVE x(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM x WHERE i < 10) SELECT * FROM x
VALUES (1, 'a'), (2, 'b')
TABLE accounts
(SELECT 1) UNION ALL (SELECT 2) ORDER BY 1 LIMIT 1
SELECT gen_random_uuid() IS NOT NULL, md5('x'), encode('x', 'hex')
