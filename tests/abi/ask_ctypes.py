#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The C ABI from Python, by ctypes alone: a provider whose functions are Python's answers a question.

    ask_ctypes.py LIBRARY SCHEMA.sql

The structs are laid out here by hand, from the headers' words: a change of the ABI shows as a failure of this script. The provider
finishes its reply from a thread of its own.
"""

import ctypes
import json
import sys
import threading
from ctypes import CFUNCTYPE, POINTER, byref, c_char_p, c_int, c_size_t, c_uint64, c_void_p

REPLY = json.dumps({"outcome": "answer", "sql": "SELECT count(*) FROM shop.orders", "explanation": "All orders.", "assumptions": [],
                    "clarification": None}).encode()

START_FN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p)
CANCEL_FN = CFUNCTYPE(None, c_void_p, c_void_p)
DESTROY_FN = CFUNCTYPE(None, c_void_p)
ATTACH_FN = CFUNCTYPE(c_int, c_void_p, c_void_p)
DETACH_FN = CFUNCTYPE(None, c_void_p, c_void_p)
E_ABI = -21


class ProviderOps(ctypes.Structure):
    """As the implementer of a later version would compile it: with a member at the end that this library does not know."""

    _fields_ = [("struct_size", c_size_t), ("flags", c_uint64), ("start", START_FN), ("cancel", CANCEL_FN), ("destroy", DESTROY_FN),
                ("attach", ATTACH_FN), ("detach", DETACH_FN), ("later", c_void_p)]


lib = ctypes.CDLL(sys.argv[1])
for name, arguments in {
        "t2s_options_new": [POINTER(c_void_p)], "t2s_options_set": [c_void_p, c_char_p, c_char_p], "t2s_options_free": [c_void_p],
        "t2s_context_new": [c_void_p, POINTER(c_void_p), POINTER(c_void_p)], "t2s_context_free": [c_void_p],
        "t2s_ddl_metadata_source_new": [POINTER(c_char_p), c_size_t, POINTER(c_void_p), POINTER(c_void_p)],
        "t2s_metadata_source_unref": [c_void_p], "t2s_postgres_dialect_new": [POINTER(c_void_p)], "t2s_dialect_unref": [c_void_p],
        "t2s_context_set_metadata_source": [c_void_p, c_void_p], "t2s_context_set_dialect": [c_void_p, c_void_p],
        "t2s_context_set_provider": [c_void_p, c_void_p], "t2s_provider_unref": [c_void_p],
        "t2s_provider_new": [c_char_p, POINTER(ProviderOps), c_void_p, POINTER(c_void_p)],
        "t2s_ask_sync": [c_void_p, c_char_p, c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
        "t2s_answer_outcome": [c_void_p], "t2s_answer_unref": [c_void_p], "t2s_error_unref": [c_void_p],
        "t2s_reply_append": [c_void_p, c_char_p, c_size_t], "t2s_reply_finish": [c_void_p, c_void_p]}.items():
    getattr(lib, name).argtypes = arguments
for name in ("t2s_answer_sql", "t2s_error_message", "t2s_prompt_question"):
    getattr(lib, name).argtypes = [c_void_p]
    getattr(lib, name).restype = c_char_p

seen = []
destroyed = []


def finish(reply):
    assert lib.t2s_reply_append(reply, REPLY, len(REPLY)) == 0
    lib.t2s_reply_finish(reply, None)


@START_FN
def start(user_data, prompt, reply):
    seen.append((user_data, lib.t2s_prompt_question(prompt)))
    threading.Thread(target=finish, args=(reply,)).start()
    return 0


@DESTROY_FN
def destroy(user_data):
    destroyed.append(user_data)


def check(code, error=None):
    if code != 0:
        sys.exit(f"error {code}: {lib.t2s_error_message(error) if error else ''}")


options, context, source, dialect, provider, answer, error = (c_void_p() for _ in range(7))
check(lib.t2s_options_new(byref(options)))
check(lib.t2s_options_set(options, b"execute", b"0"))
check(lib.t2s_context_new(options, byref(context), byref(error)), error)
lib.t2s_options_free(options)

paths = (c_char_p * 1)(sys.argv[2].encode())
check(lib.t2s_ddl_metadata_source_new(paths, 1, byref(source), byref(error)), error)
check(lib.t2s_context_set_metadata_source(context, source))
lib.t2s_metadata_source_unref(source)
check(lib.t2s_postgres_dialect_new(byref(dialect)))
check(lib.t2s_context_set_dialect(context, dialect))
lib.t2s_dialect_unref(dialect)

# Unused, the unknown member does no harm; used, the table is refused, and destroy runs all the same.
ops = ProviderOps(struct_size=ctypes.sizeof(ProviderOps), start=start, destroy=destroy, later=1)
assert lib.t2s_provider_new(b"ctypes", byref(ops), 41, byref(provider)) == E_ABI
assert destroyed == [41], destroyed
destroyed.clear()
ops = ProviderOps(struct_size=ctypes.sizeof(ProviderOps), start=start, destroy=destroy)
check(lib.t2s_provider_new(b"ctypes", byref(ops), 42, byref(provider)))
check(lib.t2s_context_set_provider(context, provider))
lib.t2s_provider_unref(provider)

check(lib.t2s_ask_sync(context, b"How many orders are there?", None, byref(answer), byref(error)), error)
assert lib.t2s_answer_outcome(answer) == 0, "not answered"
sql = lib.t2s_answer_sql(answer)
assert sql == b"SELECT count(*) FROM shop.orders", sql
lib.t2s_answer_unref(answer)
assert seen == [(42, b"How many orders are there?")], seen
assert destroyed == [], "destroyed too early"
lib.t2s_context_free(context)
assert destroyed == [42], destroyed
print(sql.decode())
