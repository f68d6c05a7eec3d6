#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A server of the statement protocol of Trino and Presto with three catalogs, for the metadata source. Standard library only.

It listens on 127.0.0.1, on a free port, which it prints on a line of its own. It ends when its standard input is closed.
    good   one schema, one table, one view
    bad    whatever is asked of it fails
    slow   what is asked of it is never done
"""

import http.server
import json
import sys
import threading

ROWS = (
    ("SHOW CATALOGS", [["bad"], ["good"], ["slow"], ["system"]]),
    ("SHOW FUNCTIONS", [["twice", "bigint", "bigint", "scalar", True, "", False, True]]),
    ("schema_name FROM \"good\"", [["sales"]]),
    (".columns", [["sales", "orders", "id", "bigint", "NO", None, "its number"], ["sales", "names", "id", "bigint", "YES", None, None]]),
    (".tables", [["sales", "orders", "BASE TABLE"], ["sales", "names", "VIEW"]]),
    (".views", [["sales", "names", "SELECT id FROM orders"]]),
    ("table_comments", [["sales", "orders", "What was bought"]]),
    ("materialized_views", []),
    ("SHOW STATS", [["id", None, 5.0, 0.0, None, "1", "9"], [None, None, None, None, 7.0, None, None]]),
)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def page(self, **members):
        page = {"id": "q", "infoUri": "http://127.0.0.1/", "stats": {"state": "FINISHED"}}
        page.update(members)
        body = json.dumps(page).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        sql = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        if '"bad"' in sql or "'bad'" in sql:
            self.page(error={"message": "the metastore is asleep", "errorCode": 1, "errorName": "HIVE_METASTORE_ERROR",
                             "errorType": "EXTERNAL"})
        elif '"slow"' in sql or "'slow'" in sql:
            self.page(nextUri=f"http://{self.headers['Host']}/v1/statement/q/1")
        else:
            rows = next(rows for words, rows in ROWS if words in sql)
            width = len(rows[0]) if rows else 3
            self.page(columns=[{"name": f"c{i}", "type": "varchar"} for i in range(width)], data=rows)

    def do_GET(self):
        threading.Event().wait(0.05)
        self.page(nextUri=f"http://{self.headers['Host']}{self.path}")

    def do_DELETE(self):
        self.send_response(204)
        self.send_header("Content-Length", "0")
        self.end_headers()


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
