#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Cut out of OpenAI's specification what the provider uses: two operations, and the components that they reach.

cut.py SPECIFICATION >JSON

Prism takes a schema that its validator cannot compile for one that everything is valid under, and lets members through that nobody has
described, which the API refuses. So the schemas are made to be compiled, and closed. What is answered is of no interest to it here:
one fixed answer each stands for all.
"""

import json
import sys

PATHS = ("/chat/completions", "/responses")
COMBINED = ("allOf", "anyOf", "oneOf")

CHAT = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1700000000, "model": "gpt-4.1", "choices": [
    {"index": 0, "finish_reason": "stop", "logprobs": None, "message": {"role": "assistant", "content": "{}", "refusal": None}}]}
CHAT_CHUNK = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1700000000, "model": "gpt-4.1", "choices": [
    {"index": 0, "finish_reason": "stop", "delta": {"role": "assistant", "content": "{}"}}]}
RESPONSE = {"id": "resp_1", "object": "response", "created_at": 1700000000, "status": "completed", "model": "gpt-4.1", "output": [
    {"type": "message", "id": "msg_1", "status": "completed", "role": "assistant",
     "content": [{"type": "output_text", "text": "{}", "annotations": []}]}]}


def events(*pairs):
    """Server-sent events, as a text; a name may be None."""
    return "".join(("event: %s\n" % name if name else "") + "data: %s\n\n" % (data if isinstance(data, str) else json.dumps(data))
                   for name, data in pairs)


ANSWERS = {
    "/chat/completions": {"application/json": CHAT, "text/event-stream": events((None, CHAT_CHUNK), (None, "[DONE]"))},
    "/responses": {"application/json": RESPONSE, "text/event-stream": events(
        ("response.output_text.delta", {"type": "response.output_text.delta", "sequence_number": 1, "item_id": "msg_1",
                                        "output_index": 0, "content_index": 0, "delta": "{}"}),
        ("response.completed", {"type": "response.completed", "sequence_number": 2, "response": RESPONSE}))},
}


def references(node):
    """All $ref's in a part of the document."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name == "$ref" and isinstance(value, str):
                yield value
            else:
                yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def component(specification, reference):
    kind, name = reference.removeprefix("#/components/").split("/")
    return specification["components"][kind][name]


def combined(node, found):
    """The names of the schemas that are one part of a schema in an allOf: they alone do not know all members."""
    if isinstance(node, dict):
        found.update(part["$ref"] for part in node.get("allOf", ()) if "$ref" in part)
        for value in node.values():
            combined(value, found)
    elif isinstance(node, list):
        for value in node:
            combined(value, found)
    return found


def nullable(schema):
    """OpenAPI 3.0's word for it, which the document still uses, in terms of 3.1."""
    if schema.pop("nullable", False) is not True:
        return schema
    if "enum" in schema:
        schema["enum"] = [*schema["enum"], None]
    if isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
        return schema
    return {"anyOf": [schema, {"type": "null"}]}


def compilable(node, closed, names=False):
    """The same for a validator. `closed`: whether its objects are; `names`: the node's members are names that the API gives."""
    if isinstance(node, list):
        return [compilable(value, closed) for value in node]
    if not isinstance(node, dict):
        return node
    if names:
        return {name: compilable(value, True) for name, value in node.items()}
    schema = {}
    for name, value in node.items():
        if name in ("example", "examples", "default", "discriminator", "description", "title") or name.startswith("x-"):
            continue
        if name in ("enum", "required", "const"):
            schema[name] = value
        elif name == "allOf":
            schema[name] = compilable(value, False)
        else:
            schema[name] = compilable(value, True, name == "properties")
    if closed and "properties" in schema and "additionalProperties" not in schema and not any(word in schema for word in COMBINED):
        schema["additionalProperties"] = False
    return nullable(schema)


def member_names(specification, schema):
    """Of an object that is put together from several."""
    if "$ref" in schema:
        return member_names(specification, component(specification, schema["$ref"]))
    names = set(schema.get("properties", {}))
    for part in schema.get("allOf", ()):
        names |= member_names(specification, part)
    return names


def cut_operation(specification, path):
    operation = specification["paths"][path]["post"]
    body = operation["requestBody"]["content"]["application/json"]["schema"]
    answers = {kind: {"schema": {} if kind == "application/json" else {"type": "string"}, "examples": {"fixed": {"value": value}}}
               for kind, value in ANSWERS[path].items()}
    return {"operationId": operation["operationId"],
            "requestBody": {"required": True, "content": {"application/json": {
                "schema": {"allOf": [body], "propertyNames": {"enum": sorted(member_names(specification, body))}}}}},
            "responses": {"200": {"description": "OK", "content": answers}}}


def cut(specification):
    paths = {path: {"post": cut_operation(specification, path)} for path in PATHS}
    schemas = {}
    waiting = list(references(paths))
    while waiting:
        reference = waiting.pop()
        name = reference.rsplit("/", 1)[1]
        if name not in schemas:
            schemas[name] = component(specification, reference)
            waiting += references(schemas[name])
    parts = combined([paths, schemas], set())
    schemas = {name: compilable(schema, "#/components/schemas/" + name not in parts) for name, schema in schemas.items()}
    return {"openapi": specification["openapi"], "info": specification["info"], "servers": specification["servers"],
            "security": specification["security"], "paths": paths,
            "components": {"schemas": schemas, "securitySchemes": specification["components"]["securitySchemes"]}}


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as stream:
        json.dump(cut(json.load(stream)), sys.stdout)
