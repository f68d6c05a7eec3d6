# SPDX-License-Identifier: MIT
"""What a completion looks like in each of three APIs: OpenAI's Chat Completions and Responses, Anthropic's Messages.

Each API is a class of static methods: `body` is a whole reply; `events` are what the same reply is when it is streamed: a list of
(event's name or None, data), data an object or, verbatim, a string. `conversation` and `asks_for` read requests. llm_server.py says
what a STEP is.
"""

import json

DEFAULT_REPLY = {"outcome": "unanswerable", "sql": None, "explanation": "No script says what to answer.", "assumptions": [],
                 "clarification": None}
OVERLOADED = {"type": "overloaded_error", "message": "Overloaded"}


def content_of(step):
    if "sql" in step:
        return json.dumps({"outcome": "answer", "sql": step["sql"], "explanation": "", "assumptions": [], "clarification": None})
    if "reply" in step:
        return json.dumps(step["reply"])
    if "content" in step:
        return step["content"]
    return None if "refusal" in step or "tool_call" in step else json.dumps(DEFAULT_REPLY)


def pieces_of(text, step):
    size = step.get("delta", 3)
    pieces = [text[at:at + size] for at in range(0, len(text), size)]
    return pieces if step.get("fault") != "error_event" else pieces[:len(pieces) // 2]


def model_of(step, request):
    return step.get("model", request.get("model", "none") if isinstance(request, dict) else "none")


def blank_deltas():
    while True:
        yield " \n" * 16


def texts(content):
    """The texts of a message's content, which is a string or a list of parts."""
    if isinstance(content, list):
        return "\n".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return "" if content is None else str(content)


def member(value, *path):
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


class Chat:
    USAGE = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120, "prompt_tokens_details": {"cached_tokens": 64}}

    @staticmethod
    def conversation(request):
        return [(m.get("role"), texts(m.get("content"))) for m in request.get("messages", []) if isinstance(m, dict)]

    @staticmethod
    def asks_for(request, what):
        if what in ("json_schema", "json_object"):
            return member(request, "response_format", "type") == what
        return bool(request.get(what)) if what == "stream" else what in request

    @staticmethod
    def finish_reason(step):
        return step.get("finish_reason", "tool_calls" if "tool_call" in step else "stop")

    @staticmethod
    def tool_calls(step):
        call = step["tool_call"]
        return [{"id": "call_1", "type": "function",
                 "function": {"name": call.get("name", "run"), "arguments": json.dumps(call.get("arguments", {}))}}]

    @staticmethod
    def body(step, request):
        if "failed" in step:
            return Chat.error(step["failed"])
        message = {"role": "assistant", "content": content_of(step), "refusal": step.get("refusal")}
        if "tool_call" in step:
            message["tool_calls"] = Chat.tool_calls(step)
        if "thinking" in step:
            message["reasoning_content"] = step["thinking"]
        message.update(step.get("message", {}))
        return {"id": "chatcmpl-1", "object": "chat.completion", "created": 1741570283, "model": model_of(step, request),
                "choices": step.get("choices", [{"index": 0, "message": message, "logprobs": None,
                                                 "finish_reason": Chat.finish_reason(step)}]),
                "usage": step.get("usage", Chat.USAGE)}

    @staticmethod
    def deltas(step):
        yield {"role": "assistant", "content": "", "refusal": None}
        for text in pieces_of(step.get("thinking", ""), step):
            yield {"reasoning_content": text}
        if step.get("fault") == "endless_deltas":
            for text in blank_deltas():
                yield {"content": text}
        for text in pieces_of(content_of(step) or "", step):
            yield {"content": text}
        for text in pieces_of(step.get("refusal", ""), step):
            yield {"refusal": text}
        if "tool_call" in step:
            yield {"tool_calls": [dict(call, index=0) for call in Chat.tool_calls(step)]}

    @staticmethod
    def events(step, request):
        chunk = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1741570283, "model": model_of(step, request)}
        with_usage = member(request, "stream_options", "include_usage")
        if "failed" in step:
            yield None, Chat.error(step["failed"])
            return

        def one(choices, usage=None):
            return None, dict(chunk, choices=choices, **({"usage": usage} if with_usage else {}))

        if step.get("choices") != []:
            for delta in Chat.deltas(step):
                yield one([{"index": 0, "delta": delta, "logprobs": None, "finish_reason": None}])
        if step.get("fault") == "error_event":
            yield None, Chat.error(step.get("error", OVERLOADED))
            return
        if step.get("fault") == "no_end":
            return
        if step.get("choices") != []:
            yield one([{"index": 0, "delta": {}, "logprobs": None, "finish_reason": Chat.finish_reason(step)}])
        if with_usage:
            yield one([], step.get("usage", Chat.USAGE))
        yield None, "[DONE]"

    @staticmethod
    def error(error):
        return {"error": error}

    @staticmethod
    def keep_alive():
        return ": keep-alive"


class Responses:
    USAGE = {"input_tokens": 100, "input_tokens_details": {"cached_tokens": 64, "cache_write_tokens": 0}, "output_tokens": 20,
             "output_tokens_details": {"reasoning_tokens": 0}, "total_tokens": 120}
    INCOMPLETE = {"length": "max_output_tokens", "content_filter": "content_filter"}

    @staticmethod
    def conversation(request):
        given = request.get("input", [])
        if isinstance(given, str):
            return [("user", given)]
        return [(m.get("role"), texts(m.get("content"))) for m in given if isinstance(m, dict)]

    @staticmethod
    def asks_for(request, what):
        if what in ("json_schema", "json_object"):
            return member(request, "text", "format", "type") == what
        if what == "reasoning_effort":
            return member(request, "reasoning", "effort") is not None
        return bool(request.get(what)) if what == "stream" else what in request

    @staticmethod
    def items(step):
        """The output, without its texts, which are streamed: (item, part or None, kind of delta, text)."""
        if "thinking" in step:
            yield ({"id": "rs_1", "type": "reasoning", "summary": []}, None, None, "")
        if "tool_call" in step:
            call = step["tool_call"]
            item = {"id": "fc_1", "type": "function_call", "call_id": "call_1", "name": call.get("name", "run"), "arguments": ""}
            yield (item, None, "response.function_call_arguments", json.dumps(call.get("arguments", {})))
        text = content_of(step)
        message = {"id": "msg_1", "type": "message", "role": "assistant", "content": []}
        if text is not None:
            yield (message, {"type": "output_text", "annotations": [], "logprobs": [], "text": ""}, "response.output_text", text)
        elif "refusal" in step:
            yield (message, {"type": "refusal", "refusal": ""}, "response.refusal", step["refusal"])
        elif "tool_call" not in step:
            yield (message, None, None, "")

    @staticmethod
    def whole(item, part, text):
        if part is not None:
            name = "text" if part["type"] == "output_text" else "refusal"
            return dict(item, status="completed", content=[dict(part, **{name: text})])
        return dict(item, status="completed", **({"arguments": text} if item["type"] == "function_call" else {}))

    @staticmethod
    def body(step, request, status=None):
        reason = Responses.INCOMPLETE.get(step.get("finish_reason"))
        if status is None:
            status = "failed" if "failed" in step else "incomplete" if reason else "completed"
        begun = status == "in_progress"
        output = [] if begun or step.get("choices") == [] or status == "failed" else \
            step.get("output", [Responses.whole(item, part, text) for item, part, _, text in Responses.items(step)])
        return {"id": "resp_1", "object": "response", "created_at": 1741570283, "status": status, "background": False,
                "error": step.get("failed") if status == "failed" else None,
                "incomplete_details": {"reason": reason} if reason and not begun else None, "instructions": None,
                "max_output_tokens": None, "metadata": {}, "model": model_of(step, request), "output": output,
                "parallel_tool_calls": True, "store": False, "temperature": 1.0, "tool_choice": "auto", "tools": [], "top_p": 1.0,
                "truncation": "disabled", "usage": None if begun else step.get("usage", Responses.USAGE)}

    @staticmethod
    def item_events(step, index, item, part, kind, text):
        at = {"output_index": index}
        yield "response.output_item.added", dict(at, item=dict(item, status="in_progress"))
        at["item_id"] = item["id"]
        if part is not None:
            at["content_index"] = 0
            yield "response.content_part.added", dict(at, part=part)
        logprobs = {"logprobs": []} if kind == "response.output_text" else {}
        if kind == "response.output_text" and step.get("fault") == "endless_deltas":
            for blanks in blank_deltas():
                yield kind + ".delta", dict(at, delta=blanks, logprobs=[])
        for piece in pieces_of(text, step) if kind else ():
            yield kind + ".delta", dict(at, delta=piece, **logprobs)
        if step.get("fault") in ("error_event", "no_end"):
            return
        whole = Responses.whole(item, part, text)
        if kind == "response.function_call_arguments":
            yield kind + ".done", dict(at, name=item["name"], arguments=text)
        elif kind:
            yield kind + ".done", dict(at, **{"text" if kind == "response.output_text" else "refusal": text}, **logprobs)
        if part is not None:
            yield "response.content_part.done", dict(at, part=whole["content"][0])
        yield "response.output_item.done", {"output_index": index, "item": whole}

    @staticmethod
    def unnumbered(step, request):
        begun = Responses.body(step, request, "in_progress")
        yield "response.created", {"response": begun}
        yield "response.in_progress", {"response": begun}
        if step.get("choices") != [] and "failed" not in step:
            for index, parts in enumerate(Responses.items(step)):
                yield from Responses.item_events(step, index, *parts)
        if step.get("fault") == "error_event":
            error = step.get("error", OVERLOADED)
            yield "error", {"code": error.get("code", error.get("type")), "message": error.get("message"), "param": None}
            return
        if step.get("fault") != "no_end":
            body = Responses.body(step, request)
            yield "response." + body["status"], {"response": body}

    @staticmethod
    def events(step, request):
        for number, (name, data) in enumerate(Responses.unnumbered(step, request)):
            yield name, dict({"type": name, "sequence_number": number}, **data)

    @staticmethod
    def error(error):
        return {"error": error}

    @staticmethod
    def keep_alive():
        return ": keep-alive"


class Messages:
    USAGE = {"input_tokens": 26, "cache_creation_input_tokens": 10, "cache_read_input_tokens": 64, "output_tokens": 20}
    REASONS = {"stop": "end_turn", "length": "max_tokens", "content_filter": "refusal", "tool_calls": "tool_use"}

    @staticmethod
    def conversation(request):
        return [(m.get("role"), texts(m.get("content"))) for m in request.get("messages", []) if isinstance(m, dict)]

    @staticmethod
    def asks_for(request, what):
        if what == "json_schema":
            return member(request, "output_config", "format") is not None
        if what == "reasoning_effort":
            return member(request, "output_config", "effort") is not None
        return bool(request.get(what)) if what == "stream" else what in request

    @staticmethod
    def stop_reason(step):
        usual = "tool_calls" if "tool_call" in step else "content_filter" if "refusal" in step else "stop"
        reason = step.get("finish_reason", usual)
        return Messages.REASONS.get(reason, reason)

    @staticmethod
    def stop_details(step):
        return {"type": "refusal", "category": None, "explanation": step["refusal"]} if "refusal" in step else None

    @staticmethod
    def blocks(step):
        """The content's blocks as they begin, and what is added to each: (block, kind of delta, its member, text)."""
        if "thinking" in step:
            yield {"type": "thinking", "thinking": "", "signature": ""}, "thinking_delta", "thinking", step["thinking"]
        text = content_of(step)
        if text is not None:
            yield {"type": "text", "text": ""}, "text_delta", "text", text
        if "tool_call" in step:
            call = step["tool_call"]
            block = {"type": "tool_use", "id": "toolu_1", "name": call.get("name", "run"), "input": {}}
            yield (block, "input_json_delta", "partial_json", json.dumps(call.get("arguments", {})))

    @staticmethod
    def whole(block, name, text):
        return dict(block, input=json.loads(text)) if name == "partial_json" else dict(block, **{name: text})

    @staticmethod
    def body(step, request):
        if "failed" in step:
            return Messages.error(step["failed"])
        content = [] if step.get("choices") == [] else \
            step.get("output", [Messages.whole(block, name, text) for block, _, name, text in Messages.blocks(step)])
        return {"id": "msg_1", "type": "message", "role": "assistant", "model": model_of(step, request), "content": content,
                "stop_reason": Messages.stop_reason(step), "stop_sequence": None, "stop_details": Messages.stop_details(step),
                "usage": step.get("usage", Messages.USAGE)}

    @staticmethod
    def unnamed(step, request):
        usage = step.get("usage", Messages.USAGE)
        begun = dict(Messages.body(dict(step, choices=[]), request), stop_reason=None, stop_details=None)
        if usage is not None:
            begun["usage"] = dict(usage, output_tokens=1)
        yield {"type": "message_start", "message": begun}
        yield {"type": "ping"}
        for index, (block, kind, name, text) in enumerate(Messages.blocks(step) if step.get("choices") != [] else ()):
            yield {"type": "content_block_start", "index": index, "content_block": block}
            if kind == "text_delta" and step.get("fault") == "endless_deltas":
                for blanks in blank_deltas():
                    yield {"type": "content_block_delta", "index": index, "delta": {"type": kind, name: blanks}}
            for piece in pieces_of(text, step):
                yield {"type": "content_block_delta", "index": index, "delta": {"type": kind, name: piece}}
            if step.get("fault") not in ("error_event", "no_end"):
                yield {"type": "content_block_stop", "index": index}
        if step.get("fault") == "error_event":
            yield Messages.error(step.get("error", OVERLOADED))
            return
        if step.get("fault") == "no_end":
            return
        yield {"type": "message_delta", "delta": {"stop_reason": Messages.stop_reason(step), "stop_sequence": None,
                                                  "stop_details": Messages.stop_details(step)}, "usage": usage}
        yield {"type": "message_stop"}

    @staticmethod
    def events(step, request):
        if "failed" in step:
            yield "error", Messages.error(step["failed"])
            return
        for data in Messages.unnamed(step, request):
            yield data["type"], data

    @staticmethod
    def error(error):
        return {"type": "error", "error": error, "request_id": "req_1"}

    @staticmethod
    def keep_alive():
        return 'event: ping\ndata: {"type": "ping"}'


PATHS = {"/chat/completions": Chat, "/responses": Responses, "/messages": Messages}


def api_of(path):
    """Which API a request's path belongs to; None: none."""
    path = path.split("?")[0]
    return next((api for end, api in PATHS.items() if path.endswith(end)), None)


def complaint(what, api, wording):
    """(status, body): what servers say when they do not know a part of the request."""
    part = what
    if what in ("json_schema", "json_object"):
        part = {Chat: "response_format", Responses: "text.format", Messages: "output_config.format"}[api]
    if what == "reasoning_effort":
        part = {Chat: what, Responses: "reasoning.effort", Messages: "output_config.effort"}[api]
    if wording == "vllm":
        text = "[{'type': 'extra_forbidden', 'loc': ('body', '%s'), 'msg': 'Extra inputs are not permitted', 'input': 1}]" % part
        return 400, {"object": "error", "message": text, "type": "BadRequestError", "param": None, "code": 400}
    if wording == "fastapi":
        return 422, {"detail": [{"type": "extra_forbidden", "loc": ["body"] + part.split("."),
                                 "msg": "Extra inputs are not permitted"}]}
    if wording == "llama.cpp":
        return 400, {"error": {"code": 400, "message": "'%s' is not supported by this server" % part,
                               "type": "invalid_request_error"}}
    if api is Messages:
        text = part + ": Extra inputs are not permitted"
        if what == "temperature":
            text = "`temperature` is deprecated for this model."
        return 400, Messages.error({"type": "invalid_request_error", "message": text})
    if what in ("json_schema", "json_object"):
        text = "Invalid parameter: '%s' of type '%s' is not supported with this model." % (part, what)
        return 400, {"error": {"message": text, "type": "invalid_request_error", "param": None, "code": None}}
    text = "Unsupported parameter: '%s' is not supported with this model." % part
    return 400, {"error": {"message": text, "type": "invalid_request_error", "param": part, "code": "unsupported_parameter"}}
