# SPDX-License-Identifier: MIT
"""Between a client and a Trino or PrestoDB: asks the server for pages as small as they come.

    presto_pages.py HOST:PORT

Prints its port; ends when its standard input does.
"""
import http.client
import http.server
import os
import sys
import threading

HOST = sys.argv[1]


class Between(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # the content comes after the headers, and not when they have been acknowledged

    def log_message(self, *words):
        pass

    def setup(self):
        super().setup()
        self.server_side = http.client.HTTPConnection(HOST, timeout=300)

    def finish(self):
        self.server_side.close()
        super().finish()

    def forward(self):
        path = self.path
        if "/executing/" in path and self.command == "GET":
            path += ("&" if "?" in path else "?") + "targetResultSize=1B"
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in ("connection", "accept-encoding")}
        self.server_side.request(self.command, path, body or None, headers)
        answer = self.server_side.getresponse()
        content = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("transfer-encoding", "content-length", "connection", "date"):
                self.send_header(name, value)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(content)))
        try:
            self.end_headers()
            self.wfile.write(content)
        except OSError:  # whoever asked has gone
            self.close_connection = True

    do_GET = do_POST = do_DELETE = do_HEAD = forward


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Between)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
os._exit(0)
