/* SPDX-License-Identifier: MIT */
/* What a database needs to notify the changes of its schema; postgres_keeper.c listens. */
#include <text2sql/metadata.h>

/* Notifications go out when the transaction commits, and equal ones of a transaction only once. */
static const char notify_sql[] =
    "CREATE OR REPLACE FUNCTION public.text2sql_notify_schema() RETURNS event_trigger LANGUAGE plpgsql\n"
    "SET search_path = pg_catalog, pg_temp AS $function$\n"
    "BEGIN\n"
    "    PERFORM pg_notify('text2sql_schema', '');\n"
    "END\n"
    "$function$;\n"
    "DROP EVENT TRIGGER IF EXISTS text2sql_schema_changed;\n"
    "CREATE EVENT TRIGGER text2sql_schema_changed ON ddl_command_end EXECUTE FUNCTION public.text2sql_notify_schema();\n"
    "DROP EVENT TRIGGER IF EXISTS text2sql_schema_dropped;\n"
    "CREATE EVENT TRIGGER text2sql_schema_dropped ON sql_drop EXECUTE FUNCTION public.text2sql_notify_schema();\n";

const char *t2s_postgres_notify_sql(void)
{
    return notify_sql;
}
