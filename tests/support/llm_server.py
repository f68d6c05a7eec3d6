#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A server that speaks OpenAI's Chat Completions, or fails to, as a script tells it. Standard library only.

    llm_server.py [--script FILE.json] [--port-file F] [--log F] [--port N] [--tls CERT.pem KEY.pem]

It listens on 127.0.0.1, on a free port unless --port is given, prints the port on a line of its own and, with --port-file,
writes it to that file (by renaming, so that whoever sees the file can read it). It ends when its standard input is a pipe that
is closed, when the process that started it ends, and on SIGTERM.

The script is one JSON object; without one, every request is answered with {"outcome": "unanswerable", ...}.

    {
      "steps":   [STEP, STEP, ...],            one request each, in the order of their arrival; used up first
      "replies": {"question": STEP or [STEP, ...], ...},
      "default": STEP,                         what fits nothing else; HTTP 500 when missing
      "hang_up": true                          close every connection as soon as it is made, unread
    }

A reply is found by the longest of its questions that occurs in one of the request's user messages. Of a list of steps the
first is for the first attempt, the next for its first repair (as many as there are assistant messages), the last for all later.

A STEP is a string, which is the completion's content, or an object of these, all optional:

    content         the completion's content, a string or null
    reply           the same as an object, written as JSON text
    sql             short for a reply of outcome "answer" with this SQL
    model           default: the request's
    usage           default: {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120,
                    "prompt_tokens_details": {"cached_tokens": 64}}
    finish_reason   default "stop"; "length", "content_filter", ...
    refusal         the model refuses with these words
    message         members that replace those of the message, e.g. {"tool_calls": [...], "content": null}
    choices         replaces the list of choices, e.g. []
    status          default 200
    headers         {"Retry-After": "2", ...}; they replace the usual ones of the same name
    body            a string (or, for bytes that are no text, "body_hex") sent instead of the completion
    error           {"message", "type", "code", ...}: sent as {"error": ...}
    echo            true: the value of the request's Authorization header goes where "{key}" stands in body and error
    delay_ms        wait before the answer's first byte
    chunked         true: Transfer-Encoding: chunked
    fault           one of
        reset           the connection is reset once the request is read
        close           ... closed without an answer
        silence         ... kept open without an answer
        silence_body    the header is sent, and half of the body, and then nothing
        cut_body        ... and then the connection is closed
        cut_chunk       a chunk is announced and half of it is sent before the connection is closed
        slow            one byte a second
        slow_header     one byte a second, from the header on
        endless         a body that does not end
        endless_header  header lines that do not end
        huge            a body of "size" bytes (default 64 MiB) with its true Content-Length
        garbage         bytes that are no HTTP
        bad_utf8        the content holds bytes that are not UTF-8
        refused         from now on the port is closed: this connection and later ones

The log has one JSON object a line: {"n", "connection", "method", "path", "headers", "body"}; header names in lower case, the body
as parsed JSON or as text; "connection" tells which requests shared one.
"""

import argparse
import json
import os
import signal
import socket
import ssl
import stat
import struct
import sys
import threading
import time

DEFAULT_REPLY = {"outcome": "unanswerable", "sql": None, "explanation": "No script says what to answer.", "assumptions": [],
                 "clarification": None}
DEFAULT_USAGE = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120, "prompt_tokens_details": {"cached_tokens": 64}}
REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 429: "Too Many Requests", 500: "Internal Server Error"}


class Gone(Exception):
    """The client, or this connection, is no more."""


class Server:
    def __init__(self, script, log_path):
        self.script = script
        self.lock = threading.Lock()
        self.log = open(log_path, "a", encoding="utf-8") if log_path else None
        self.requests = 0
        self.connections = 0
        self.listener = None

    def record(self, connection, method, path, headers, body):
        with self.lock:
            self.requests += 1
            if self.log:
                self.log.write(json.dumps({"n": self.requests, "connection": connection, "method": method, "path": path,
                                           "headers": headers, "body": body}) + "\n")
                self.log.flush()

    def step_for(self, body):
        with self.lock:
            steps = self.script.get("steps")
            if steps:
                return steps.pop(0)
        messages = body.get("messages", []) if isinstance(body, dict) else []
        asked = "\n".join(str(m.get("content")) for m in messages if m.get("role") == "user")
        found = [q for q in self.script.get("replies", {}) if q in asked]
        if not found:
            return self.script.get("default", {"status": 500, "error": {"message": "the script has no reply to this request",
                                                                        "type": "script", "code": "no_reply"}})
        step = self.script["replies"][max(found, key=len)]
        if isinstance(step, list):
            step = step[min(sum(m.get("role") == "assistant" for m in messages), len(step) - 1)]
        return step


def completion(step, request):
    """The body of an answer, as bytes."""
    if "sql" in step:
        step = dict(step, reply={"outcome": "answer", "sql": step["sql"], "explanation": "", "assumptions": [], "clarification": None})
    content = json.dumps(step["reply"]) if "reply" in step else step.get("content", json.dumps(DEFAULT_REPLY))
    if "refusal" in step:
        content = None
    message = {"role": "assistant", "content": content, "refusal": step.get("refusal")}
    message.update(step.get("message", {}))
    asked_model = request.get("model", "none") if isinstance(request, dict) else "none"
    body = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1741570283, "model": step.get("model", asked_model),
            "choices": step.get("choices", [{"index": 0, "message": message, "logprobs": None,
                                             "finish_reason": step.get("finish_reason", "stop")}]),
            "usage": step.get("usage", DEFAULT_USAGE)}
    return json.dumps(body).encode()


def body_of(step, request, headers):
    if "body_hex" in step:
        return bytes.fromhex(step["body_hex"])
    if "body" in step:
        body = step["body"].encode()
    elif "error" in step:
        body = json.dumps({"error": step["error"]}).encode()
    else:
        body = completion(step, request)
    if step.get("echo"):
        body = body.replace(b"{key}", headers.get("authorization", "").replace("Bearer ", "").encode())
    if step.get("fault") == "bad_utf8":
        body = body.replace(b'"content": "', b'"content": "\xff\xfe\xc3(', 1)
    return body


class Connection:
    def __init__(self, server, sock, number):
        self.server = server
        self.sock = sock
        self.number = number
        self.pending = b""

    def receive(self):
        data = self.sock.recv(65536)
        if not data:
            raise Gone
        return data

    def read_request(self):
        while b"\r\n\r\n" not in self.pending:
            self.pending += self.receive()
        head, self.pending = self.pending.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        method, path, _ = lines[0].split(" ", 2)
        headers = {}
        for line in lines[1:]:
            name, value = line.split(":", 1)
            headers[name.strip().lower()] = value.strip()
        length = int(headers.get("content-length", "0"))
        while len(self.pending) < length:
            self.pending += self.receive()
        text, self.pending = self.pending[:length].decode("utf-8", "replace"), self.pending[length:]
        try:
            body = json.loads(text)
        except ValueError:
            body = text
        return method, path, headers, body

    def slowly(self, data):
        for byte in data:
            self.sock.sendall(bytes([byte]))
            time.sleep(1)

    def for_ever(self, data):
        while True:
            self.sock.sendall(data)

    def wait_for_end(self):
        while self.sock.recv(65536):
            pass
        raise Gone

    def reset(self):
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise Gone

    def head_of(self, step, length):
        status = step.get("status", 200)
        headers = {"Content-Type": "application/json"}
        if length is not None:
            headers["Content-Length"] = str(length)
        else:
            headers["Transfer-Encoding"] = "chunked"
        headers.update(step.get("headers", {}))
        lines = ["HTTP/1.1 %d %s" % (status, REASONS.get(status, "Status"))] + ["%s: %s" % pair for pair in headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def answer(self, step, body):
        fault = step.get("fault")
        if "delay_ms" in step:
            time.sleep(step["delay_ms"] / 1000)
        if fault == "reset":
            self.reset()
        if fault == "close":
            raise Gone
        if fault == "silence":
            self.wait_for_end()
        if fault == "refused":
            self.server.listener.shutdown(socket.SHUT_RDWR)  # wakes accept()
            self.server.listener.close()
            self.reset()
        if fault == "garbage":
            self.sock.sendall(b"\x00\x01\x02 no HTTP at all\r\n\r\n" * 4)
            raise Gone
        if fault == "endless_header":
            self.sock.sendall(b"HTTP/1.1 200 OK\r\n")
            self.for_ever(b"X-Filler: " + b"a" * 1000 + b"\r\n")
        if fault == "huge":
            size = step.get("size", 64 * 1024 * 1024)
            self.sock.sendall(self.head_of(step, size))
            for _ in range(size // 65536 + 1):
                self.sock.sendall(b" " * 65536)
            raise Gone
        if fault == "endless":
            self.sock.sendall(self.head_of(step, None))
            self.for_ever(b"1000\r\n" + b" " * 4096 + b"\r\n")
        if fault in ("silence_body", "cut_body"):
            self.sock.sendall(self.head_of(step, len(body)) + body[:len(body) // 2])
            if fault == "silence_body":
                self.wait_for_end()
            raise Gone
        if fault == "cut_chunk":
            self.sock.sendall(self.head_of(step, None) + b"%x\r\n" % len(body) + body[:len(body) // 2])
            raise Gone
        if step.get("chunked"):
            self.sock.sendall(self.head_of(step, None))
            for at in range(0, len(body), 100):
                self.sock.sendall(b"%x\r\n%s\r\n" % (len(body[at:at + 100]), body[at:at + 100]))
            self.sock.sendall(b"0\r\n\r\n")
            return
        head = self.head_of(step, len(body))
        if fault == "slow_header":
            self.slowly(head + body)
        elif fault == "slow":
            self.sock.sendall(head)
            self.slowly(body)
        else:
            self.sock.sendall(head + body)

    def run(self):
        try:
            if self.server.script.get("hang_up"):
                self.reset()
            while True:
                method, path, headers, body = self.read_request()
                self.server.record(self.number, method, path, headers, body)
                step = self.server.step_for(body)
                if isinstance(step, str):
                    step = {"content": step}
                if method != "POST" or not path.endswith("/chat/completions"):
                    step = dict({"status": 404, "error": {"message": "unknown path", "type": "invalid_request_error"}}, **step)
                self.answer(step, body_of(step, body, headers))
        except (Gone, OSError, ValueError):
            pass
        finally:
            self.sock.close()


def end_with_input():
    try:
        while os.read(0, 4096):
            pass
    except OSError:
        pass
    os._exit(0)


def end_with_parent(parent):
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(0)


def write_port(path, port):
    with open(path + ".tmp", "w", encoding="ascii") as file:
        file.write("%d\n" % port)
    os.rename(path + ".tmp", path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--script")
    parser.add_argument("--port-file")
    parser.add_argument("--log")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--tls", nargs=2, metavar=("CERT", "KEY"))
    arguments = parser.parse_args()
    parent = os.getppid()

    script = {"default": {}}
    if arguments.script:
        with open(arguments.script, encoding="utf-8") as file:
            script = json.load(file)
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    server = Server(script, arguments.log)
    server.listener = socket.create_server(("127.0.0.1", arguments.port), backlog=128)
    context = None
    if arguments.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*arguments.tls)
    port = server.listener.getsockname()[1]
    print(port, flush=True)
    if arguments.port_file:
        write_port(arguments.port_file, port)
    if stat.S_ISFIFO(os.fstat(0).st_mode) or stat.S_ISSOCK(os.fstat(0).st_mode):
        threading.Thread(target=end_with_input, daemon=True).start()
    threading.Thread(target=end_with_parent, args=(parent,), daemon=True).start()

    def serve(sock, number):
        try:
            if context:
                sock = context.wrap_socket(sock, server_side=True)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError:
            sock.close()
            return
        Connection(server, sock, number).run()

    while True:
        try:
            sock, _ = server.listener.accept()
        except OSError:  # a step closed the port; the log and the other connections live on
            threading.Event().wait()
        server.connections += 1
        threading.Thread(target=serve, args=(sock, server.connections), daemon=True).start()


if __name__ == "__main__":
    sys.exit(main())
