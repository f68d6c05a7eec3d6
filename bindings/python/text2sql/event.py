# SPDX-License-Identifier: MIT
"""Events: what happens to a question while it is under way."""

import ctypes
from ctypes import byref, c_size_t
from typing import NamedTuple, Optional

from ._abi import lib, text
from .call import Call, read_call

_KINDS = {1: "stage", 2: "text", 3: "call"}


class Event(NamedTuple):
    """Something that happened to the question whose number is request_id; see Question.request_id.

    By its kind: "stage": it is at another stage, e.g. "provider". "text": the model has written this text at this offset, in bytes, of
    its raw reply; at offset 0 a reply begins anew. "call": a call of a model has ended.
    """

    kind: str
    request_id: int
    stage: Optional[str] = None
    text: Optional[str] = None
    offset: int = 0
    call: Optional[Call] = None


def _text(handle, request_id):
    length, offset = c_size_t(), c_size_t()
    address = lib.t2s_event_text(handle, byref(length), byref(offset))
    return Event("text", request_id, text=ctypes.string_at(address, length.value).decode("utf-8", "replace"), offset=offset.value)


def read_event(handle):
    """A t2s_event as an Event; None for kinds that this version does not know."""
    kind = _KINDS.get(lib.t2s_event_kind(handle))
    request_id = lib.t2s_event_request_id(handle)
    if kind == "stage":
        return Event(kind, request_id, stage=text(lib.t2s_stage_name(lib.t2s_event_stage(handle))))
    if kind == "text":
        return _text(handle, request_id)
    if kind == "call":
        return Event(kind, request_id, call=read_call(lib.t2s_event_call(handle)))
    return None
