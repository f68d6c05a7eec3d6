# SPDX-License-Identifier: MIT
"""Providers: the library's, and those written in Python."""

import ctypes
import itertools
import threading
from contextlib import contextmanager
from ctypes import byref, c_void_p
from typing import NamedTuple, Optional

from ._abi import ATTACH_FN, CANCEL_FN, DESTROY_FN, DETACH_FN, START_FN, TOKEN_FN, ProviderOps, data, lib, text
from .error import Error, call, check
from .options import options

_INTERNAL = -24  # T2S_E_INTERNAL
_numbers = itertools.count(1)  # what the library knows objects by
_ROLES = ("system", "user", "assistant")


class _BuiltIn:
    """Owns one reference of a t2s_provider of the library's own."""

    _handle = None

    def __del__(self):
        lib.t2s_provider_unref(self._handle)

    def _make(self, function, *arguments):
        handle = c_void_p()
        call(function, *arguments, byref(handle))
        self._handle = handle

    def _new_reference(self):
        return c_void_p(lib.t2s_provider_ref(self._handle))


@contextmanager
def _references(*providers):
    """A reference of each, for the length of a with block."""
    held = []
    try:
        for provider in providers:
            held.append(provider._new_reference())
        yield held
    finally:
        for reference in held:
            lib.t2s_provider_unref(reference)


# Where tokens come from, by the number that the library knows it by. They stay, since the library does not say when a provider goes.
_token_functions = {}
_UNTIL_REFUSED = 2**64 - 1


def _get_token(request, function, rejected):
    """On a thread of its own; whatever happens, the request is finished once."""
    token, valid_ms, message = None, 0, None
    try:
        got = function(rejected)
        value, seconds = (got, None) if isinstance(got, str) else got
        valid_ms = _UNTIL_REFUSED if seconds is None else max(0, int(seconds * 1000))
        token = data(value)
    except BaseException as exception:
        message = f"{type(exception).__name__}: {exception}".encode("utf-8", "replace").replace(b"\0", b"")
    lib.t2s_token_request_finish(request, token, valid_ms, message)


@TOKEN_FN
def _on_token(request, rejected, user_data):
    try:
        threading.Thread(target=_get_token, args=(request, _token_functions[user_data], bool(rejected)), daemon=True).start()
    except BaseException:  # nothing may pass through C
        lib.t2s_token_request_finish(request, None, 0, b"no thread could be started")


@DESTROY_FN
def _forget_token(user_data):
    _token_functions.pop(user_data, None)


class _Connector(_BuiltIn):
    """Asks an LLM API over HTTP."""

    _function = None

    def __init__(self, token=None, **settings):
        if token is not None:
            settings["auth"] = "callback"
        with options(settings) as given:
            self._make(type(self)._function, given)
        if token is not None:
            number = next(_numbers)
            _token_functions[number] = token
            check(lib.t2s_provider_set_token_callback(self._handle, _on_token, number, _forget_token))


class OpenAI(_Connector):
    """OpenAI, or a server that speaks one of its APIs: api_key, base_url, model, api, timeout_ms, ...

    What is left out comes from OPENAI_API_KEY, OPENAI_BASE_URL, OPENAI_MODEL. All options are in include/text2sql/provider.h.

    Where keys change, token is a function that gets one: token(rejected) returns the token, which is used until the server refuses it,
    or a pair of the token and the seconds that it is valid for. It runs on a thread of its own and may block; rejected says that the
    server has refused the last one. What it raises is the error of the calls that wait for it.
    """

    _function = lib.t2s_openai_provider_new


class Anthropic(_Connector):
    """Anthropic's Messages API, or a server that speaks it: api_key, base_url, model, timeout_ms, ...; token as of OpenAI.

    What is left out comes from ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL, ANTHROPIC_MODEL.
    """

    _function = lib.t2s_anthropic_provider_new


class Replay(_BuiltIn):
    """Answers from a recording, with no network."""

    def __init__(self, path):
        self._make(lib.t2s_replay_provider_new, data(str(path)))


class Recording(_BuiltIn):
    """Asks another provider, and records its replies for Replay."""

    def __init__(self, inner, path):
        with _references(inner) as (reference,):
            self._make(lib.t2s_recording_provider_new, reference, data(str(path)))


class Prompt(NamedTuple):
    """What a model is to be sent.

    messages are pairs of a role ("system", "user", "assistant") and a text; schema is the JSON schema that the reply must follow;
    attempt is 0 first, and 1 and more when the model is to mend what was wrong; caller is who asks, or "".
    """

    question: str
    messages: list
    schema: str
    attempt: int
    caller: str = ""


class Completion(NamedTuple):
    """What a model replied: the text, or a refusal in its place; what is known of the rest."""

    text: str = ""
    refusal: Optional[str] = None
    model: Optional[str] = None
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0


# What the library still needs: the provider by the number that the library knows it by, until it calls destroy.
_living = {}


class Provider:
    """A provider written in Python: subclass it, and write complete().

    name is for records and logs. identity is what replies depend on besides the prompt, the model's name and its settings, say: answers
    that are kept under one identity are not given under another. Without it, it is the name of the class.
    """

    name = "python"
    identity = None

    def _new_reference(self):
        # A t2s_provider for each use, held by its user alone: this object lives as long as somebody, Python or C, can call it.
        handle = c_void_p()
        number = next(_numbers)
        _living[number] = self
        check(lib.t2s_provider_new(data(self.name), ctypes.byref(_OPS), number, byref(handle)))
        try:
            check(lib.t2s_provider_set_identity(handle, data(self.identity or f"{type(self).__module__}.{type(self).__qualname__}")))
        except BaseException:
            lib.t2s_provider_unref(handle)
            raise
        return handle

    def complete(self, prompt):
        """Return the model's reply to a Prompt: a str, or a Completion.

        It runs on a thread of its own, several at once, and may block. Whatever it raises is the call's error; Error chooses the
        code.
        """
        raise NotImplementedError


def _read_prompt(prompt):
    messages = [(_ROLES[lib.t2s_prompt_message_role(prompt, i)], text(lib.t2s_prompt_message_text(prompt, i)))
                for i in range(lib.t2s_prompt_message_count(prompt))]
    return Prompt(text(lib.t2s_prompt_question(prompt)), messages, text(lib.t2s_prompt_schema(prompt)),
                  lib.t2s_prompt_attempt(prompt), text(lib.t2s_prompt_caller(prompt)))


def _fill(reply, completion):
    if isinstance(completion, str):
        completion = Completion(completion)
    if completion.refusal is not None:
        check(lib.t2s_reply_set_refusal(reply, data(completion.refusal)))
    if completion.model is not None:
        check(lib.t2s_reply_set_model(reply, data(completion.model)))
    lib.t2s_reply_set_tokens(reply, completion.input_tokens, completion.output_tokens, completion.cached_tokens)
    encoded = completion.text.encode("utf-8")
    check(lib.t2s_reply_append(reply, encoded, len(encoded)))


def _run(complete, prompt, reply):
    """The life of one call; whatever happens, the reply is finished once."""
    error = None
    try:
        _fill(reply, complete(prompt))
    except Error as exception:
        error = lib.t2s_error_new(exception.code, exception.message.encode("utf-8", "replace").replace(b"\0", b""))
        lib.t2s_error_set_retryable(error, exception.retryable)
    except BaseException as exception:
        message = f"{type(exception).__name__}: {exception}"
        error = lib.t2s_error_new(_INTERNAL, message.encode("utf-8", "replace").replace(b"\0", b""))
    lib.t2s_reply_finish(reply, error)


@START_FN
def _start(user_data, prompt, reply):
    try:
        thread = threading.Thread(target=_run, args=(_living[user_data].complete, _read_prompt(prompt), reply), daemon=True)
        thread.start()
    except BaseException:  # nothing may pass through C
        return _INTERNAL
    return 0


@DESTROY_FN
def _destroy(user_data):
    _living.pop(user_data, None)


_OPS = ProviderOps(struct_size=ctypes.sizeof(ProviderOps), flags=0, start=_start, cancel=CANCEL_FN(), destroy=_destroy,
                   attach=ATTACH_FN(), detach=DETACH_FN())
