#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A server that speaks OpenAI's Chat Completions and Responses and Anthropic's Messages, or fails to, as a script tells it.
Standard library only.

    llm_server.py [--script FILE.json] [--port-file F] [--log F] [--port N] [--tls CERT.pem KEY.pem]

It listens on 127.0.0.1, on a free port unless --port is given, prints the port on a line of its own and, with --port-file,
writes it to that file (by renaming, so that whoever sees the file can read it). It ends when its standard input is a pipe that
is closed, when the process that started it ends, and on SIGTERM.

POST to a path that ends in /chat/completions, /responses or /messages (a query may follow) is a call of that API, and what is
said below takes its shape. A request with "stream": true is answered with server-sent events, cut into small pieces at awkward places.

The script is one JSON object; without one, every request is answered with {"outcome": "unanswerable", ...}.

    {
      "steps":   [STEP, STEP, ...],            one request each, in the order of their arrival; used up first
      "cycle":   true,                         they are not used up, but begin again
      "replies": {"question": STEP or [STEP, ...], ...},
      "default": STEP,                         what fits nothing else; HTTP 500 when missing
      "connections": [FAULT, ...],             one connection each, in the order of their arrival; null: none
      "connection": FAULT,                     all other connections
      "hang_up": true                          short for "connection": "hang_up"
      "auth": {"keys": [KEY, ...],             a request with another key, or without one, is answered with 401; the key is what
                                               Authorization: Bearer, x-api-key or api-key holds
               "uses": {KEY: N, ...},          a key is accepted so many times
               "echo": true},                  the 401's text repeats the key
      "unsupported": [NAME, ...],              a request with such a part is answered with 400: "json_schema" and "json_object"
                                               (the form of the output), "reasoning_effort", "stream" (when it is true), or the name
                                               of a member of the body ("seed", "temperature", "stream_options", ...)
      "wording": W                             in whose words: "api" (the default: OpenAI's or Anthropic's own), "vllm",
                                               "llama.cpp", "fastapi" (422)
    }

A reply is found by the longest of its questions that occurs in one of the request's user messages. Of a list of steps the
first is for the first attempt, the next for its first repair (as many as there are assistant messages), the last for all later.

A STEP is a string, which is the completion's content, or an object of these, all optional:

    content         the completion's content, a string or null
    reply           the same as an object, written as JSON text
    sql             short for a reply of outcome "answer" with this SQL
    thinking        what the model thinks aloud before it
    tool_call       {"name", "arguments"}: the model calls a tool (and says "content", if that is given)
    refusal         the model refuses with these words
    model           default: the request's
    usage           in the words of the API; default: 100 tokens read, 64 of them from the cache, 20 written; null: none is told
    finish_reason   "stop" (default), "length", "content_filter", "tool_calls", in the words of the API; others as they are
    choices         Chat Completions: replaces the list of choices; []: nothing at all is said, in all three
    message         Chat Completions, not streamed: members that replace those of the message
    output          Responses and Messages, not streamed: replaces the list "output", or "content"
    failed          {"message", "type", "code", ...}: the call fails though the status is 200. Responses: with status "failed"
    status          default 200
    headers         {"Retry-After": "2", ...}; they replace the usual ones of the same name
    retry_after_date  seconds: Retry-After is the date that is so far ahead
    body            a string (or, for bytes that are no text, "body_hex") sent instead of the completion
    error           {"message", "type", "code", ...}: sent as {"error": ...}
    echo            true: the request's key goes where "{key}" stands in body and error
    delay_ms        wait before the answer's first byte
    chunked         true: Transfer-Encoding: chunked
    stream          false: "stream": true is not understood and ignored
    delta           characters of content in an event; default 3
    delta_ms        wait before each event
    piece           bytes in a chunk of a stream; default 7
    line_end        of a stream's lines; default "\\n"
    keep_alive      true: a sign of life between each two events, as the API sends it
    fault           one of
        reset           the connection is reset once the request is read
        reset_header    ... when half of the answer's header is sent
        reset_body      ... when half of the body is sent
        close           the connection is closed without an answer
        cut_header      ... when half of the header is sent
        cut_body        ... when half of the body is sent
        cut_chunk       a chunk is announced and half of it is sent before the connection is closed
        silence         the connection is kept open without an answer
        silence_header  half of the header is sent, and then nothing
        silence_body    the header is sent, and half of the body, and then nothing
        slow            one byte a second
        slow_header     one byte a second, from the header on
        endless         a body that does not end: white space
        endless_header  header lines that do not end
        huge            a body of "size" bytes (default 64 MiB) with its true Content-Length
        garbage         bytes that are no HTTP
        bad_utf8        the content holds bytes that are not UTF-8
        broken_json     half of the JSON, as if it were all; in a stream: of one event
        refused         from now on the port is closed: this connection and later ones
      and of a stream alone; otherwise without effect
        no_end          it ends after the content, without an end mark, the reason of its end and what follows
        error_event     after half of the content comes an error ("error", default: overloaded), and the end
        endless_deltas  the content is white space and does not end

A FAULT of a connection is one of

    hang_up         reset as soon as it is made, unread
    close           closed as soon as it is made, unread
    silence         nothing is read and nothing said, not even TLS's
    reset_tls       reset when the first bytes are read, with TLS within the handshake
    reset_request   reset when the request's header is read
    plain           "400 Bad Request" without TLS, whatever is read; a port without TLS says it to whom speaks TLS

The log has one JSON object a line: {"n", "connection", "method", "path", "headers", "body"}; header names in lower case, the body
as parsed JSON or as text; "connection" tells which requests shared one.
"""

import argparse
import email.utils
import json
import os
import select
import signal
import socket
import ssl
import stat
import struct
import sys
import threading
import time

sys.dont_write_bytecode = True
import llm_shapes as shapes  # noqa: E402

REASONS = {200: "OK", 307: "Temporary Redirect", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found",
           408: "Request Timeout", 409: "Conflict", 413: "Content Too Large", 422: "Unprocessable Content", 429: "Too Many Requests",
           500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable", 529: "Overloaded"}
NO_TLS_HERE = (b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\nContent-Length: 18\r\nConnection: close\r\n\r\n"
               b"<p>Bad Request</p>")


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
        self.uses = dict(script.get("auth", {}).get("uses", {}))

    def connection_fault(self):
        """What is to become of the next connection."""
        with self.lock:
            self.connections += 1
            faults = self.script.get("connections")
            usual = "hang_up" if self.script.get("hang_up") else self.script.get("connection")
            return self.connections, faults.pop(0) if faults else usual

    def accepts(self, key):
        auth = self.script.get("auth")
        if auth is None:
            return True
        with self.lock:
            if key not in auth["keys"] or self.uses.get(key, 1) <= 0:
                return False
            if key in self.uses:
                self.uses[key] -= 1
            return True

    def record(self, connection, method, path, headers, body):
        with self.lock:
            self.requests += 1
            if self.log:
                self.log.write(json.dumps({"n": self.requests, "connection": connection, "method": method, "path": path,
                                           "headers": headers, "body": body}) + "\n")
                self.log.flush()

    def step_for(self, api, request):
        with self.lock:
            steps = self.script.get("steps")
            if steps and self.script.get("cycle"):
                steps.append(steps[0])
            if steps:
                return steps.pop(0)
        conversation = api.conversation(request) if api and isinstance(request, dict) else []
        asked = "\n".join(text for role, text in conversation if role == "user")
        found = [q for q in self.script.get("replies", {}) if q in asked]
        if not found:
            return self.script.get("default", {"status": 500, "error": {"message": "the script has no reply to this request",
                                                                        "type": "script", "code": "no_reply"}})
        step = self.script["replies"][max(found, key=len)]
        if isinstance(step, list):
            step = step[min(sum(role == "assistant" for role, _ in conversation), len(step) - 1)]
        return step

    def answer_to(self, api, path, request, key):
        """The step that answers this request."""
        if api is None:
            error = {"status": 404, "error": {"message": "unknown path", "type": "invalid_request_error"}}
            step = self.step_for(api, request)
            return dict(error, **step) if isinstance(step, dict) else error
        if not self.accepts(key):
            shown = key if self.script["auth"].get("echo") else "***"
            kind = "authentication_error" if api is shapes.Messages else "invalid_request_error"
            return {"status": 401, "error": {"message": "Incorrect API key provided: %s." % shown, "code": "invalid_api_key",
                                             "type": kind}}
        for what in self.script.get("unsupported", []) if isinstance(request, dict) else []:
            if api.asks_for(request, what):
                status, body = shapes.complaint(what, api, self.script.get("wording", "api"))
                return {"status": status, "body": json.dumps(body)}
        step = self.step_for(api, request)
        return {"content": step} if isinstance(step, str) else step


def key_of(headers):
    given = headers.get("authorization", "")
    return given[7:] if given.startswith("Bearer ") else headers.get("x-api-key", headers.get("api-key", given))


def spoil(data, step, text):
    """Bytes that are not UTF-8, at the beginning of `text`."""
    begin = json.dumps(text)[:-1].encode()
    return data.replace(begin, b'"\xff\xfe\xc3(' + begin[1:], 1) if step.get("fault") == "bad_utf8" else data


def body_of(step, api, request, key):
    """A whole answer, as bytes."""
    if "body_hex" in step:
        return bytes.fromhex(step["body_hex"])
    if "body" in step:
        body = step["body"].encode()
    elif "error" in step:
        body = json.dumps((api or shapes.Chat).error(step["error"])).encode()
    else:
        body = json.dumps(api.body(step, request)).encode()
    if step.get("echo"):
        body = body.replace(b"{key}", key.encode())
    if step.get("fault") == "broken_json":
        body = body[:len(body) // 2]
    return spoil(body, step, shapes.content_of(step) or "")


def is_streamed(step, request):
    asked = isinstance(request, dict) and request.get("stream") is True
    given = any(name in step for name in ("body", "body_hex")) or ("error" in step and step.get("fault") != "error_event")
    return asked and not given and step.get("stream", True) and step.get("status", 200) == 200


def events_of(step, api, request):
    """A streamed answer: the bytes of each event."""
    end = step.get("line_end", "\n")
    for number, (name, data) in enumerate(api.events(step, request)):
        text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=number % 2 == 0)
        if step.get("fault") == "broken_json" and number == 4:
            text = text[:len(text) // 2]
        lines = (["event: " + name] if name else []) + ["data: " + text, "", ""]
        if step.get("keep_alive"):
            lines = api.keep_alive().split("\n") + [""] + lines
        yield spoil(end.join(lines).encode(), step, (shapes.content_of(step) or "")[:step.get("delta", 3)])


def chunks(data, size):
    return b"".join(b"%x\r\n%s\r\n" % (len(data[at:at + size]), data[at:at + size]) for at in range(0, len(data), size))


class Connection:
    def __init__(self, server, sock, number):
        self.server = server
        self.sock = sock
        self.number = number
        self.pending = b""
        self.reset_request = False

    def receive(self):
        data = self.sock.recv(65536)
        if not data:
            raise Gone
        return data

    def read_request(self):
        while b"\r\n\r\n" not in self.pending:
            self.pending += self.receive()
            if self.pending.startswith(b"\x16\x03"):  # TLS
                self.sock.sendall(NO_TLS_HERE)
                raise Gone
        if self.reset_request:
            self.reset()
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
        time.sleep(0.02)  # what was sent before may be read before
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise Gone

    def stop(self, fault):
        """How the faults end that have sent a part."""
        if fault.startswith("silence"):
            self.wait_for_end()
        if fault.startswith("reset"):
            self.reset()
        raise Gone

    def head_of(self, step, length, content_type="application/json"):
        status = step.get("status", 200)
        headers = {"Content-Type": content_type}
        if length is not None:
            headers["Content-Length"] = str(length)
        else:
            headers["Transfer-Encoding"] = "chunked"
        if "retry_after_date" in step:
            headers["Retry-After"] = email.utils.formatdate(time.time() + step["retry_after_date"], usegmt=True)
        headers.update(step.get("headers", {}))
        lines = ["HTTP/1.1 %d %s" % (status, REASONS.get(status, "Status"))] + ["%s: %s" % pair for pair in headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def fail_unanswered(self, step, fault):
        """The faults for which it does not matter what the answer would be."""
        if fault in ("reset", "silence", "close"):
            self.stop(fault)
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
            for at in range(0, size, 65536):
                self.sock.sendall(b" " * min(65536, size - at))
            raise Gone
        if fault == "endless":
            self.sock.sendall(self.head_of(step, None))
            self.for_ever(chunks(b" " * 4096, 4096))

    def fail_halfway(self, fault, head, body, payload):
        """The faults that cut an answer: body is what it says, payload what is sent of it after the header."""
        if fault in ("reset_header", "cut_header", "silence_header"):
            self.sock.sendall(head[:len(head) // 2])
            self.stop(fault)
        if fault in ("reset_body", "cut_body", "silence_body"):
            self.sock.sendall(head + payload[:len(payload) // 2])
            self.stop(fault)
        if fault == "cut_chunk":
            self.sock.sendall(head + b"%x\r\n" % len(body) + body[:len(body) // 2])
            raise Gone
        if fault == "slow_header":
            self.slowly(head + payload)
            raise Gone
        if fault == "slow":
            self.sock.sendall(head)
            self.slowly(payload)
            raise Gone

    def send_body(self, step, body):
        chunked = step.get("chunked") or step.get("fault") == "cut_chunk"
        head = self.head_of(step, None if chunked else len(body))
        payload = chunks(body, 100) + b"0\r\n\r\n" if chunked else body
        self.fail_halfway(step.get("fault"), head, body, payload)
        self.sock.sendall(head + payload)

    def send_stream(self, step, events):
        head = self.head_of(step, None, "text/event-stream; charset=utf-8")
        size = step.get("piece", 7)
        if step.get("fault") in ("error_event", "no_end", "endless_deltas", "bad_utf8", "broken_json", None):
            self.sock.sendall(head)
            for event in events:
                time.sleep(step.get("delta_ms", 0) / 1000)
                self.sock.sendall(chunks(event, size))
            self.sock.sendall(b"0\r\n\r\n")
            return
        body = b"".join(events)
        self.fail_halfway(step["fault"], head, body, chunks(body, size) + b"0\r\n\r\n")

    def answer(self, method, path, headers, request):
        api = shapes.api_of(path) if method == "POST" else None
        key = key_of(headers)
        step = self.server.answer_to(api, path, request, key)
        if "delay_ms" in step:
            time.sleep(step["delay_ms"] / 1000)
        self.fail_unanswered(step, step.get("fault"))
        if api and is_streamed(step, request):
            self.send_stream(step, events_of(step, api, request))
        else:
            self.send_body(step, body_of(step, api, request, key))

    def begin(self, fault, context):
        """The faults of connections."""
        if fault == "hang_up":
            self.reset()
        if fault == "close":
            raise Gone
        if fault == "silence":
            threading.Event().wait()
        if fault == "reset_tls":
            self.receive()
            self.reset()
        if fault == "plain":
            self.receive()
            self.sock.sendall(NO_TLS_HERE)
            raise Gone
        if context:
            self.sock = context.wrap_socket(self.sock, server_side=True)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.reset_request = fault == "reset_request"

    def run(self, fault, context):
        try:
            self.begin(fault, context)
            while True:
                method, path, headers, body = self.read_request()
                self.server.record(self.number, method, path, headers, body)
                self.answer(method, path, headers, body)
        except (Gone, OSError, ValueError):
            pass
        finally:
            self.sock.close()


def end_with(descriptor):
    """... being open on the other side."""
    try:
        while os.read(descriptor, 4096):
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


def arguments_of(words):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--script")
    parser.add_argument("--port-file")
    parser.add_argument("--log")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--tls", nargs=2, metavar=("CERT", "KEY"))
    parser.add_argument("--spawn", metavar="SOCKET", help="serve nothing, but start a server for each connection to this Unix socket: "
                        "the arguments come in, a JSON list in one line, and the port goes out; it ends with the connection")
    return parser.parse_args(words)


def serve(arguments, output):
    """For ever; `output` gets the port."""
    script = {"default": {}}
    if arguments.script:
        with open(arguments.script, encoding="utf-8") as file:
            script = json.load(file)
    server = Server(script, arguments.log)
    server.listener = socket.create_server(("127.0.0.1", arguments.port), backlog=128)
    context = None
    if arguments.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*arguments.tls)
    port = server.listener.getsockname()[1]
    output.write("%d\n" % port)
    output.flush()
    if arguments.port_file:
        write_port(arguments.port_file, port)
    while True:
        try:
            sock, _ = server.listener.accept()
        except OSError:  # a step closed the port; the log and the other connections live on
            threading.Event().wait()
        number, fault = server.connection_fault()
        connection = Connection(server, sock, number)
        threading.Thread(target=connection.run, args=(fault, context), daemon=True).start()


def spawn(path):
    """Starting Python costs more than most tests do. Here it is started once; its copies are the servers."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(path)
    listener.listen(16)
    print("ready", flush=True)
    while True:
        readable, _, _ = select.select([listener, 0], [], [])
        if 0 in readable and not os.read(0, 4096):
            os.unlink(path)
            return
        if listener not in readable:
            continue
        sock, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            wire = sock.makefile("rw", encoding="utf-8")
            words = json.loads(wire.readline())
            threading.Thread(target=end_with, args=(sock.fileno(),), daemon=True).start()
            serve(arguments_of(words), wire)
        sock.close()


def main():
    arguments = arguments_of(sys.argv[1:])
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    threading.Thread(target=end_with_parent, args=(os.getppid(),), daemon=True).start()
    if arguments.spawn:
        spawn(arguments.spawn)
        return
    if stat.S_ISFIFO(os.fstat(0).st_mode) or stat.S_ISSOCK(os.fstat(0).st_mode):
        threading.Thread(target=end_with, args=(0,), daemon=True).start()
    serve(arguments, sys.stdout)


if __name__ == "__main__":
    sys.exit(main())
