#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the OpenAI provider sends, held against the published specification by Prism, which serves it; and what the specification shows
of answers, held against the provider.

T2S_DATA has the specification; PRISM and OPENAPI_CLIENT are the programs.
"""

import copy
import http.client
import itertools
import json
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import time
import unittest

from cut import cut
from generate import Generator
from recorder import Recorder, members

SPECIFICATION = pathlib.Path(os.environ["T2S_DATA"]) / "openai" / "openapi.json"
KEY = "sk-this-key-is-a-secret"
CHAT = "/chat/completions"
RESPONSES = "/responses"
API = {"chat": CHAT, "responses": RESPONSES}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Prism:
    """The server of the specification."""

    def __init__(self, specification):
        self.directory = tempfile.TemporaryDirectory()
        self.log = pathlib.Path(self.directory.name) / "log"
        document = pathlib.Path(self.directory.name) / "openapi.json"
        document.write_text(json.dumps(specification), encoding="utf-8")
        self.port = free_port()
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [os.environ["PRISM"], "mock", "--errors", "--host", "127.0.0.1", "--port", str(self.port), str(document)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        self.wait()

    def wait(self):
        for _ in range(6000):
            if self.process.poll() is not None:
                break
            if b"is listening" in self.log.read_bytes():
                return
            time.sleep(0.1)
        self.close()
        raise RuntimeError("Prism does not serve the specification: " + self.said)

    def close(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(600)
        self.said = self.log.read_text(errors="replace")
        self.directory.cleanup()

    def send(self, path, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json", "Authorization": "Bearer " + KEY})
        response = connection.getresponse()
        answered = response.read().decode()
        connection.close()
        return response.status, answered


def ask(lines):
    """Let the provider ask each of (options, prompt). @return what it got, one object each"""
    given = {name: value for name, value in os.environ.items() if not name.startswith("OPENAI_")}
    text = "".join(json.dumps({"options": options, "prompt": prompt}) + "\n" for options, prompt in lines)
    done = subprocess.run([os.environ["OPENAPI_CLIENT"]], input=text.encode(), stdout=subprocess.PIPE, env=given, timeout=900, check=True)
    return [json.loads(line) for line in done.stdout.decode().split("\n")[:-1]]


def setUpModule():
    global specification, prism, recorder
    with open(SPECIFICATION, encoding="utf-8") as stream:
        specification = json.load(stream)
    prism = Prism(cut(specification))
    unittest.addModuleCleanup(prism.close)
    recorder = Recorder(prism.port)
    unittest.addModuleCleanup(recorder.close)


GOOD = {
    CHAT: {"model": "gpt-4.1", "messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "u"}], "stream": True,
           "stream_options": {"include_usage": True}, "temperature": 0, "seed": 1, "max_completion_tokens": 9, "reasoning_effort": "low",
           "response_format": {"type": "json_schema", "json_schema": {"name": "n", "strict": True, "schema": {"type": "object"}}}},
    RESPONSES: {"model": "gpt-4.1", "instructions": "s", "input": [{"role": "user", "content": "u"}], "stream": True, "store": False,
                "temperature": 0, "max_output_tokens": 16, "reasoning": {"effort": "low"},
                "text": {"format": {"type": "json_schema", "name": "n", "strict": True, "schema": {"type": "object"}}}},
}
MISSING = object()
BAD = [
    (CHAT, "messages", MISSING), (CHAT, "model", MISSING), (CHAT, "messages", []), (CHAT, "messages", "u"), (CHAT, "model", 1),
    (CHAT, "max_output_tokens", 9), (CHAT, "input", "u"), (CHAT, "temprature", 0), (CHAT, "temperature", "hot"), (CHAT, "temperature", 3),
    (CHAT, "seed", "one"), (CHAT, "seed", 0.5), (CHAT, "max_completion_tokens", "9"), (CHAT, "stream", "yes"),
    (CHAT, "stream_options.include_usage", 1), (CHAT, "reasoning_effort", "lots"), (CHAT, "messages.0.role", "nobody"),
    (CHAT, "messages.1.content", MISSING), (CHAT, "messages.1.content", 1), (CHAT, "messages.1.txt", "u"),
    (CHAT, "response_format.type", "xml"), (CHAT, "response_format.json_schema", MISSING), (CHAT, "response_format.json_schema.name", MISSING),
    (CHAT, "response_format.json_schema.strict", "yes"), (CHAT, "response_format.strict", True),
    (RESPONSES, "seed", 1), (RESPONSES, "messages", []), (RESPONSES, "max_completion_tokens", 16), (RESPONSES, "temperature", "hot"),
    (RESPONSES, "max_output_tokens", "16"), (RESPONSES, "store", "no"), (RESPONSES, "stream", 1), (RESPONSES, "instructions", 1),
    (RESPONSES, "reasoning.effort", "lots"), (RESPONSES, "reasoning.efort", "low"), (RESPONSES, "input.0.role", "nobody"),
    (RESPONSES, "input.0.content", 1), (RESPONSES, "text.format.type", "xml"), (RESPONSES, "text.format.name", MISSING),
    (RESPONSES, "text.format.schema", MISSING), (RESPONSES, "text.format.schema", 1), (RESPONSES, "text.formt", {}),
    (RESPONSES, "response_format", {"type": "json_object"}),
]


def changed(body, where, value):
    body = copy.deepcopy(body)
    *above, name = where.split(".")
    node = body
    for step in above:
        node = node[int(step) if isinstance(node, list) else step]
    if value is MISSING:
        del node[name]
    else:
        node[name] = value
    return body


class TheCheckBites(unittest.TestCase):
    """Before anything is said of the provider: what is wrong is refused, and what is right is not."""

    def test_a_good_request_is_taken(self):
        for path, body in GOOD.items():
            self.assertEqual(prism.send(path, body)[0], 200)

    def test_a_wrong_member_is_refused(self):
        for path, where, value in BAD:
            with self.subTest(path=path, where=where):
                status, answered = prism.send(path, changed(GOOD[path], where, value))
                self.assertEqual(status, 422, answered)

    def test_what_is_no_json_is_refused(self):
        self.assertNotEqual(prism.send(CHAT, "text")[0], 200)
        self.assertNotEqual(prism.send(RESPONSES, [])[0], 200)


def matrix():
    """(options, prompt) of every request that the provider can send: every option with every other."""
    sizes = {"chat": ("1", "1000000"), "responses": ("16", "1000000")}
    for api, stream, output in itertools.product(API, ("off", "on"), ("auto", "json_schema", "json_object", "text")):
        base = {"api": api, "stream": stream, "output": output}
        extras = [("temperature", "0.2"), ("reasoning_effort", "low"), ("max_output_tokens", sizes[api][1])]
        extras += [("seed", "7")] if api == "chat" else []
        for count in range(len(extras) + 1):
            for chosen in itertools.combinations(extras, count):
                for prompt in ("plain", "repair", "foreign"):
                    yield {**base, **dict(chosen)}, prompt
        yield {**base, **dict(extras)}, "huge"
        yield {**base, "max_output_tokens": sizes[api][0]}, "plain"
    for api in API:
        for effort in ("none", "minimal", "low", "medium", "high", "xhigh"):
            yield {"api": api, "reasoning_effort": effort}, "plain"
        for temperature in ("0", "1", "2", "0.5"):
            yield {"api": api, "temperature": temperature}, "plain"
        yield {"api": api, "model": "a model of one's own/\"\u00e4\"", "organization": "org-1"}, "plain"
    for seed in ("0", "-1", "9223372036854775807", "-9223372036854775808"):
        yield {"api": "chat", "seed": seed}, "plain"


class Requests(unittest.TestCase):
    maxDiff = None

    def ask(self, lines, base="/v1"):
        """Ask, and hold every request that was sent against the specification. @return the requests"""
        recorder.take()
        lines = [({"base_url": recorder.url(base), "api_key": KEY, "timeout_ms": "50000", **options}, prompt) for options, prompt in lines]
        answers = ask(lines)
        self.assertEqual(len(answers), len(lines))
        for (options, prompt), answer in zip(lines, answers):
            self.assertEqual((answer["code"], answer["text"], answer["count"]), ("T2S_OK", "{}", 1), (options, prompt, answer))
        records = recorder.take()
        for record in records:
            self.assertEqual(record.status, 200, (json.dumps(record.body)[:2000], record.answer))
        return records

    def test_every_request_is_as_the_specification_has_it(self):
        lines = list(matrix())
        records = self.ask(lines)
        self.assertEqual(len(records), len(lines))  # nothing had to be sent a second time
        for (options, prompt), record in zip(lines, records):
            self.assertEqual(record.path, API[options["api"]])
            self.assertEqual(record.body.get("stream", False), options.get("stream") == "on", options)
        sent = {path: set().union(*(members(record.body) for record in records if record.path == path)) for path in API.values()}
        common = {"model", "content", "role", "role=user", "role=assistant", "type", "type=json_schema", "type=json_object", "name", "strict",
                  "temperature", "stream", "stream=true"} | {"effort=" + effort for effort in ("none", "minimal", "low", "medium", "high", "xhigh")}
        self.assertEqual({member.replace("reasoning_effort=", "effort=") for member in sent[CHAT]},
                         common | {"messages", "role=system", "response_format", "json_schema", "seed", "max_completion_tokens",
                                   "reasoning_effort", "stream_options", "include_usage"})
        self.assertEqual(sent[RESPONSES], common | {"instructions", "input", "text", "format", "max_output_tokens", "reasoning", "effort", "store"})

    def test_so_are_those_to_a_server_that_knows_less(self):
        words = {"chat": ("response_format", "json_schema", "seed", "temperature", "reasoning_effort", "stream", "stream_options",
                          "max_completion_tokens"),
                 "responses": ("text", "temperature", "reasoning", "stream", "store")}
        for api, api_words in words.items():
            for word in api_words:
                full = {"api": api, "stream": "on", "temperature": "0", "reasoning_effort": "low", "max_output_tokens": "100"}
                full.update({"seed": "1"} if api == "chat" else {})
                with self.subTest(api=api, word=word):
                    if (api, word) == ("responses", "text"):
                        word = "format"
                    first, *others = self.ask([(full, "repair")], "/without/%s/v1" % word)
                    self.assertIn(word, members(first.body))
                    self.assertTrue(others)
                    self.assertNotIn(word, members(others[-1].body))
                    if word == "max_completion_tokens":
                        self.assertEqual(others[-1].body["max_tokens"], 100)

    def test_so_are_those_to_azure(self):
        for api in API:
            full = {"api": api, "azure_api_version": "2024-10-21", "temperature": "0", "max_output_tokens": "100"}
            self.assertEqual(len(self.ask([(full, "plain"), ({**full, "stream": "on"}, "foreign")], "/azure")), 2)

    def test_texts_arrive_as_they_are(self):
        chat, responses = self.ask([({"api": "chat"}, "foreign"), ({"api": "responses"}, "foreign")])
        texts = [message["content"] for message in chat.body["messages"]]
        self.assertEqual(texts, [responses.body["instructions"], responses.body["input"][0]["content"]])
        self.assertIn("\u987e\u5ba2 \U0001f525 \"\\/&#x8;&#xC;&#x7F;&#x1; &#x2028;&#x202E; &#x3C;/question> \ufffd", texts[1])
        huge, = self.ask([({"api": "chat"}, "huge")])
        self.assertGreater(len(huge.body["messages"][1]["content"].encode()), 1024 * 1024)


class Expected:
    """What has to come of an answer: the text and the refusal of one that can be used, and None of each otherwise."""

    def __init__(self, text=None, refusal=None, tokens=None):
        self.text = text
        self.refusal = refusal
        self.tokens = tokens


WITHHELD = object()  # a refusal in the library's own words


def of_message(finish_reason, text, refusal, tokens=None):
    if finish_reason == "length":
        return Expected()
    if finish_reason == "content_filter":
        return Expected(refusal=WITHHELD)
    return Expected(refusal=refusal, tokens=tokens) if refusal else Expected(text or None, tokens=tokens)


def of_completion(answer):
    if not answer["choices"]:
        return Expected()
    choice = answer["choices"][0]
    usage = answer.get("usage") or {}
    refusal = choice["message"].get("refusal")
    return of_message(choice["finish_reason"], None if refusal else choice["message"].get("content"), refusal,
                      (usage.get("prompt_tokens"), usage.get("completion_tokens")))


def of_response(answer):
    if answer.get("status") == "failed":
        return None
    if answer.get("status") == "incomplete":
        return Expected(refusal=WITHHELD) if (answer.get("incomplete_details") or {}).get("reason") == "content_filter" else Expected()
    if answer.get("status", "completed") != "completed":
        return Expected()
    parts = [part for item in answer["output"] if item["type"] == "message" and item.get("phase") != "commentary" for part in item["content"]]
    text = "".join(part["text"] for part in parts if part["type"] == "output_text")
    return of_message("stop", text, "".join(part["refusal"] for part in parts if part["type"] == "refusal"))


def chat_events(text):
    """The specification shows what is behind "data:" alone."""
    return "".join("data: %s\n\n" % line for line in text.splitlines() if line.startswith("{")) + "data: [DONE]\n\n"


class Answers(unittest.TestCase):
    """What the specification shows of answers, and what its schemas allow."""

    maxDiff = None

    def answer(self, api, cases):
        """Let each of (content type, body, expected) be the answer to a question, and see what comes of it."""
        recorder.answers = [(200, kind, body.encode()) for kind, body, _ in cases]
        lines = [({"api": api, "base_url": recorder.url("/answer/%d/v1" % number), "api_key": KEY, "timeout_ms": "50000",
                   "stream": "on" if kind == "text/event-stream" else "off"}, "plain") for number, (kind, _, _) in enumerate(cases)]
        got = ask(lines)
        self.assertEqual(len(got), len(cases))
        for (kind, body, expected), answer in zip(cases, got):
            with self.subTest(api=api, body=body[:3000]):
                self.compare(answer, expected)
        return got

    def assert_various(self, answers):
        """That there was something to be seen of each sort."""
        for sort, count in (("text", sum(answer["code"] == "T2S_OK" and not answer["refusal"] for answer in answers)),
                            ("refusal", sum(bool(answer["refusal"]) for answer in answers)),
                            ("no use", sum(answer["code"] == "T2S_E_PROTOCOL" for answer in answers))):
            self.assertGreater(count, 20, sort)

    def compare(self, answer, expected):
        self.assertEqual(answer["count"], 1)
        if expected is None:  # an error or a refusal, by what it says
            self.assertTrue(answer["code"] != "T2S_OK" or answer["refusal"], answer)
        elif expected.refusal is not None:
            self.assertEqual(answer["code"], "T2S_OK", answer)
            if expected.refusal is WITHHELD:
                self.assertIn("content filter", answer["refusal"])
            else:
                self.assertEqual(answer["refusal"], expected.refusal)
        elif expected.text is not None:
            self.assertEqual((answer["code"], answer["refusal"], answer["text"]), ("T2S_OK", None, expected.text))
        else:
            self.assertEqual((answer["code"], answer["refusal"]), ("T2S_E_PROTOCOL", None), answer)
        if expected is not None and expected.tokens is not None and min(number or 0 for number in expected.tokens) > 0:
            self.assertEqual((answer["input"], answer["output"]), expected.tokens)

    def examples(self, path):
        """Those with which the specification explains the operation."""
        shown = specification["paths"][path]["post"]["x-oaiMeta"]["examples"]
        self.assertGreater(len(shown), 3)
        return [(example["title"], example["response"]) for example in shown]

    def test_the_examples_of_chat_completions_are_understood(self):
        cases = []
        for title, text in self.examples(CHAT):
            if title == "Streaming":
                cases.append(("text/event-stream", chat_events(text), Expected("Hello")))
            else:
                cases.append(("application/json", text, of_completion(json.loads(text))))
        self.assertGreater(sum(answer["code"] == "T2S_OK" for answer in self.answer("chat", cases)), 3)

    def test_the_examples_of_responses_are_understood(self):
        cases = []
        for title, text in self.examples(RESPONSES):
            if title == "Streaming":
                events = [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: ")]
                deltas = [event["delta"] for event in events if event["type"] == "response.output_text.delta"]
                self.assertTrue(deltas)  # most of them are left out there
                cases.append(("text/event-stream", text.rstrip("\n") + "\n\n", Expected("".join(deltas))))
            else:
                cases.append(("application/json", text, of_response(json.loads(text))))
        self.assertGreater(sum(answer["code"] == "T2S_OK" for answer in self.answer("responses", cases)), 3)

    def test_whatever_the_schemas_of_chat_completions_allow_is_handled(self):
        make = Generator(specification, 1)
        schema = specification["components"]["schemas"]["CreateChatCompletionResponse"]
        answers = [make.instance(schema) for _ in range(400)]
        self.assert_various(self.answer("chat", [("application/json", json.dumps(answer), of_completion(answer)) for answer in answers]))

    def test_whatever_the_schemas_of_responses_allow_is_handled(self):
        make = Generator(specification, 2)
        schemas = specification["components"]["schemas"]
        answers = [make.instance(schemas["Response"]) for _ in range(400)]
        for answer in answers[::2]:  # most states, and most kinds of items, have no text to show
            answer["status"] = "completed"
            answer["output"].insert(make.random.randint(0, len(answer["output"])), make.instance(schemas["OutputMessage"]))
        self.assert_various(self.answer("responses", [("application/json", json.dumps(answer), of_response(answer)) for answer in answers]))

    def test_whatever_the_schemas_of_chunks_allow_is_handled(self):
        make = Generator(specification, 3)
        schema = specification["components"]["schemas"]["CreateChatCompletionStreamResponse"]
        cases = []
        for _ in range(300):
            chunks = [make.instance(schema) for _ in range(make.random.randint(1, 5))]
            texts, refusals, reason = [], [], ""
            for chunk in chunks:
                for choice in chunk["choices"]:
                    choice["index"] = 0
                    choice["finish_reason"] = None
                    if choice["delta"].get("content"):  # no whole object: what comes after one need not be waited for
                        choice["delta"]["content"] = make.random.choice(("x", "SELECT 1", "gr\u00fc\u00df \U0001f525", "a\nb\t\"c\"\\"))
                    refusal = choice["delta"].get("refusal")
                    refusals.append(refusal or "")
                    texts.append("" if refusal else choice["delta"].get("content") or "")
            reason = make.random.choice(("stop", "length", "content_filter", "tool_calls"))
            end = {**make.instance(schema), "choices": [{"index": 0, "delta": {}, "finish_reason": reason}], "usage": None}
            body = chat_events("\n".join(json.dumps(chunk) for chunk in chunks + [end]))
            cases.append(("text/event-stream", body, of_message(reason, "".join(texts), "".join(refusals))))
        self.assert_various(self.answer("chat", cases))

    def test_errors_are_typed(self):
        make = Generator(specification, 5)
        schema = specification["components"]["schemas"]["ErrorResponse"]
        codes = {400: "T2S_E_SERVER", 401: "T2S_E_AUTH", 403: "T2S_E_AUTH", 404: "T2S_E_SERVER", 409: "T2S_E_SERVER", 422: "T2S_E_SERVER",
                 429: "T2S_E_RATE_LIMIT", 500: "T2S_E_SERVER", 503: "T2S_E_SERVER"}
        cases = [(status, json.dumps(make.instance(schema))) for status in codes for _ in range(20)]
        recorder.answers = [(status, "application/json", body.encode()) for status, body in cases]
        for api in API:
            lines = [({"api": api, "base_url": recorder.url("/answer/%d/v1" % number), "api_key": KEY}, "plain") for number in range(len(cases))]
            for (status, body), answer in zip(cases, ask(lines)):
                with self.subTest(api=api, status=status, body=body):
                    self.assertEqual((answer["code"], answer["count"], answer["text"]), (codes[status], 1, ""))
                    self.assertNotIn(KEY, answer["message"])

    def test_no_event_of_a_response_is_in_the_way(self):
        make = Generator(specification, 4)
        kinds = [option["$ref"].rsplit("/", 1)[1] for option in specification["components"]["schemas"]["ResponseStreamEvent"]["anyOf"]]
        self.assertGreater(len(kinds), 30)
        text = '{"sql": "SELECT 1"'  # never whole, so that nothing ends early
        end = {"type": "response.completed", "sequence_number": 9, "response": {"status": "completed", "output": [
            {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": text, "annotations": []}]}]}}
        cases = []
        for kind in kinds:
            for _ in range(5):
                event = make.instance(specification["components"]["schemas"][kind])
                body = "".join("event: %s\ndata: %s\n\n" % (one["type"], json.dumps(one)) for one in (event, end))
                cases.append(("text/event-stream", body, of_event(event, text)))
        self.answer("responses", cases)


def of_event(event, text):
    if event["type"] in ("error", "response.failed"):
        return None
    if event["type"] in ("response.completed", "response.incomplete"):
        return of_response({**event["response"], "status": event["response"].get("status", "completed")})
    if event["type"] == "response.output_text.delta":
        return Expected(event["delta"] or text)
    if event["type"] == "response.refusal.delta" and event["delta"]:
        return Expected(refusal=event["delta"])
    return Expected(text)


if __name__ == "__main__":
    unittest.main()
