# SPDX-License-Identifier: MIT
"""A server between the provider and the one that serves the specification: it passes requests on, and keeps what was asked and answered.

/v1/...              passed on
/azure/...           passed on with Azure's dated paths turned into OpenAI's
/without/WORD/...    passed on, then refused as by a server that does not know the member WORD, if the request has it
/answer/NUMBER/...   answered with answers[NUMBER], of (status, content type, body)
"""

import http.client
import http.server
import json
import re
import threading


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """The provider may hang up when it has seen enough."""


class Record:
    """One request, and what the one behind said of it."""

    def __init__(self, path, body, status, answer):
        self.path = path
        self.body = body
        self.status = status
        self.answer = answer


class Recorder:
    def __init__(self, port):
        recorder = self
        self.behind = port
        self.records = []
        self.answers = []

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                recorder.serve(self)

            def log_message(self, *arguments):
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, path):
        return "http://127.0.0.1:%d%s" % (self.server.server_address[1], path)

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def take(self):
        """What was recorded since the last time."""
        records, self.records = self.records, []
        return records

    def serve(self, handler):
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        answer = re.match(r"/answer/(\d+)/", handler.path)
        if answer:
            self.send(handler, *self.answers[int(answer[1])])
            return
        status, kind, answered = self.pass_on(handler, body)
        word = re.match(r"/without/(\w+)/", handler.path)
        if status == 200 and word and word[1] in members(json.loads(body)):
            error = {"message": "Unknown parameter: '%s'." % word[1], "type": "invalid_request_error", "param": word[1], "code": None}
            self.send(handler, 400, "application/json", json.dumps({"error": error}).encode())
        else:
            self.send(handler, status, kind, answered)

    def pass_on(self, handler, body):
        path = "/" + re.search(r"(chat/completions|responses)(\?|$)", handler.path)[1]
        headers = {"Content-Type": handler.headers["Content-Type"], "Accept": handler.headers.get("Accept", "*/*"),
                   "Authorization": handler.headers.get("Authorization") or "Bearer " + handler.headers["api-key"]}
        connection = http.client.HTTPConnection("127.0.0.1", self.behind, timeout=600)
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        answered = response.read()
        connection.close()
        self.records.append(Record(path, json.loads(body), response.status, answered.decode()))
        return response.status, response.headers["Content-Type"], answered

    @staticmethod
    def send(handler, status, kind, body):
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)


def members(node, above=""):
    """The names of all members that requests are made of, and some of their values, as "name" and "name=value"."""
    found = set()
    if isinstance(node, dict):
        for name, value in node.items():
            if name == "schema":  # the reply's
                continue
            found.add(name)
            found |= members(value, name)
    elif isinstance(node, list):
        for value in node:
            found |= members(value, above)
    elif above in ("type", "role", "stream", "effort", "reasoning_effort"):
        found.add("%s=%s" % (above, json.dumps(node).strip('"')))
    return found
