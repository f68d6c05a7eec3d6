#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A server that speaks the statement protocol of Trino and Presto, or fails to, as the text of the statement tells it.
Standard library only.

    presto_server.py [--tls CERT.pem KEY.pem]

It listens on 127.0.0.1, on a free port, which it prints on a line of its own. It ends when its standard input is closed. The texts:

    SELECT 1            one row of one column
    wait                never ends
    pages N             N pages with a row each
    page JSON           one page with these members: columns, data, ...; "text" and "hex" replace the whole body
    type NAME|JSON      one column of this type, and one row with this value
    error NAME TYPE LINE COLUMN WORDS   fails at once; "late ..." after two rows
    headers             the headers of the request, sorted
    log                 methods and paths since the last time, but for its own
    post FAULT          what happens to the POST;
    get COUNT FAULT     ... to so many of the GETs, before a row comes. A FAULT is a status and maybe "Retry-After: N", or
                        reset, close, silence, drip, html, text WORDS
    foreign             leads to another origin: http://localhost instead of 127.0.0.1
    forwarded           names itself as https://elsewhere.example
    endless             always leads on, at once
    big N               a page of N megabytes
    gzip N              the same, compressed
"""

import argparse
import gzip
import http.server
import json
import os
import socket
import ssl
import struct
import sys
import threading

lock = threading.Lock()
log = []
texts = {}
counts = {}
ended = threading.Event()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def origin(self):
        scheme = "https" if isinstance(self.connection, ssl.SSLSocket) else "http"
        return f"{scheme}://{self.headers.get('Host')}"

    def send(self, status, body, content_type="application/json", headers=()):
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def page(self, query, following=None, origin=None, **members):
        page = {"id": query, "infoUri": self.origin() + "/ui/" + query, "stats": {"state": "RUNNING", "totalSplits": 4,
                "completedSplits": 1, "processedRows": 7, "processedBytes": 70, "elapsedTimeMillis": 3}}
        if following is not None:
            page["nextUri"] = f"{origin or self.origin()}/v1/statement/executing/{query}/{following}"
        else:
            page["stats"]["state"] = "FINISHED"
        page.update(members)
        self.send(200, json.dumps(page).encode())

    def fault(self, words):
        """True: the request was dealt with."""
        kind, _, rest = words.partition(" ")
        if kind == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if kind in ("reset", "close"):
            self.close_connection = True
            return True
        if kind == "silence":
            ended.wait(60)
            self.close_connection = True
            return True
        if kind == "drip":
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", "1000")
            self.end_headers()
            while not ended.wait(0.2):
                self.wfile.write(b" ")
                self.wfile.flush()
            return True
        if kind == "html":
            self.send(200, b"<html>who are you?</html>", "text/html")
            return True
        if kind == "text":
            self.send(200, rest.encode())
            return True
        if kind.isdigit():
            headers = [tuple(rest.split(": ", 1))] if rest else []
            self.send(int(kind), b"no\n", "text/plain", headers)
            return True
        return False

    def do_POST(self):
        text = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        with lock:
            query = f"q{len(texts)}"
            texts[query] = text
            counts[query] = 0
            if text != "log":
                log.append("POST " + query)
        words = text.split("\n")[-1]
        kind, _, rest = words.partition(" ")
        if kind == "post" and self.fault(rest):
            return
        if kind == "busy":  # the first so many of all
            with lock:
                seen = sum(1 for other in texts.values() if other == text)
            if seen <= int(rest):
                self.send(503, b"later\n", "text/plain")
                return
        if kind == "foreign":
            self.page(query, 1, self.origin().replace("127.0.0.1", "localhost"))
        elif kind == "forwarded":
            self.page(query, 1, "https://elsewhere.example")
        elif kind == "headers":
            texts[query] = "page " + json.dumps({"columns": [{"name": "header", "type": "varchar"}, {"name": "value", "type": "varchar"}],
                                                 "data": sorted([name, value] for name, value in self.headers.items())})
            self.page(query, 1)
        else:
            self.page(query, 1)

    def result(self, query, following, rows, column_type="integer", **members):
        self.page(query, following, columns=[{"name": "x", "type": column_type}], data=rows, **members)

    def fail(self, query, name, kind, line, column, words):
        error = {"message": words, "errorCode": 1, "errorName": name, "errorType": kind}
        if int(line) > 0:
            error["errorLocation"] = {"lineNumber": int(line), "columnNumber": int(column)}
        self.page(query, None, error=error)

    def do_GET(self):
        _, _, _, _, query, token = self.path.split("/")
        token = int(token)
        text = texts[query]
        with lock:
            counts[query] += 1
            if text != "log":
                log.append(f"GET {query} {token}")
        words = text.split("\n")[-1]
        kind, _, rest = words.partition(" ")
        if kind == "get":
            count, _, fault = rest.partition(" ")
            if counts[query] <= int(count) and self.fault(fault):
                return
        if kind == "wait":
            ended.wait(0.05)
            self.page(query, token + 1)
        elif kind == "endless":
            self.page(query, token + 1)
        elif kind == "pages":
            self.result(query, token + 1 if token < int(rest) else None, [[token]])
        elif kind == "page":
            members = json.loads(rest)
            if "text" in members or "hex" in members:
                body = bytes.fromhex(members["hex"]) if "hex" in members else members["text"].encode()
                self.send(200, body)
            else:
                self.page(query, None, **members)
        elif kind == "type":
            name, value = rest.split("|", 1)
            self.send(200, json.dumps({"id": query, "columns": [{"name": "x", "type": name}], "stats": {"state": "FINISHED"},
                                       "data": "DATA"}).replace('"DATA"', f"[[{value}]]").encode())
        elif kind == "error":
            self.fail(query, *rest.split(" ", 4))
        elif kind == "late" and token == 1:
            self.result(query, 2, [[1], [2]])
        elif kind == "late":
            self.fail(query, *rest.split(" ", 4))
        elif kind == "log":
            with lock:
                rows = [[entry] for entry in log]
                log.clear()
            self.result(query, None, rows, "varchar")
        elif kind in ("big", "gzip"):
            body = json.dumps({"id": query, "columns": [{"name": "x", "type": "varchar"}], "data": [["y" * (int(rest) << 20)]],
                               "stats": {"state": "FINISHED"}}).encode()
            if kind == "gzip":
                self.send(200, gzip.compress(body), headers=[("Content-Encoding", "gzip")])
            else:
                self.send(200, body)
        else:
            self.result(query, None, [[1]])

    def do_DELETE(self):
        query = self.path.split("/")[4]
        with lock:
            log.append("DELETE " + query)
        self.send(204, b"")


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        pass


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tls", nargs=2)
    arguments = parser.parse_args()
    server = Server(("127.0.0.1", 0), Handler)
    if arguments.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*arguments.tls)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.buffer.read()
    ended.set()
    os._exit(0)


main()
