# SPDX-License-Identifier: MIT
"""The C functions, with their types. What they do is in the headers, include/text2sql/."""

import ctypes
import ctypes.util
import os
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_double, c_int, c_int64, c_size_t, c_uint64, c_void_p


def _load():
    name = os.environ.get("TEXT2SQL_LIBRARY") or ctypes.util.find_library("text2sql") or "libtext2sql.so.0"
    return ctypes.CDLL(name)


lib = _load()

ASK_FN = CFUNCTYPE(None, c_void_p, c_int, c_void_p, c_void_p)
START_FN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p)
CANCEL_FN = CFUNCTYPE(None, c_void_p, c_void_p)
DESTROY_FN = CFUNCTYPE(None, c_void_p)
TOKEN_FN = CFUNCTYPE(None, c_void_p, c_int, c_void_p)
EVENT_FN = CFUNCTYPE(None, c_void_p, c_void_p)
ATTACH_FN = CFUNCTYPE(c_int, c_void_p, c_void_p)
DETACH_FN = CFUNCTYPE(None, c_void_p, c_void_p)


class ProviderOps(Structure):
    """t2s_provider_ops."""

    _fields_ = [("struct_size", c_size_t), ("flags", c_uint64), ("start", START_FN), ("cancel", CANCEL_FN), ("destroy", DESTROY_FN),
                ("attach", ATTACH_FN), ("detach", DETACH_FN)]


_PP = POINTER(c_void_p)
_SIGNATURES = {
    "t2s_version": (c_char_p,),
    "t2s_error_name": (c_char_p, c_int),
    "t2s_strerror": (c_char_p, c_int),
    "t2s_stage_name": (c_char_p, c_int),
    "t2s_error_new": (c_void_p, c_int, c_char_p),
    "t2s_error_set_retryable": (None, c_void_p, c_int),
    "t2s_error_unref": (None, c_void_p),
    "t2s_error_code": (c_int, c_void_p),
    "t2s_error_stage": (c_int, c_void_p),
    "t2s_error_message": (c_char_p, c_void_p),
    "t2s_error_hint": (c_char_p, c_void_p),
    "t2s_error_line": (c_int, c_void_p),
    "t2s_error_column": (c_int, c_void_p),
    "t2s_error_sqlstate": (c_char_p, c_void_p),
    "t2s_error_http_status": (c_int, c_void_p),
    "t2s_error_retryable": (c_int, c_void_p),
    "t2s_options_new": (c_int, _PP),
    "t2s_options_free": (None, c_void_p),
    "t2s_options_set": (c_int, c_void_p, c_char_p, c_char_p),
    "t2s_context_new": (c_int, c_void_p, _PP, _PP),
    "t2s_context_free": (None, c_void_p),
    "t2s_context_start": (c_int, c_void_p),
    "t2s_context_use_database": (c_int, c_void_p, c_char_p, _PP),
    "t2s_context_set_provider": (c_int, c_void_p, c_void_p),
    "t2s_context_set_metadata_source": (c_int, c_void_p, c_void_p),
    "t2s_context_set_dialect": (c_int, c_void_p, c_void_p),
    "t2s_context_set_prompt_template": (c_int, c_void_p, c_void_p),
    "t2s_context_set_cache": (c_int, c_void_p, c_void_p),
    "t2s_context_set_price_list": (c_int, c_void_p, c_void_p),
    "t2s_context_set_policy": (c_int, c_void_p, c_char_p, c_void_p, _PP),
    "t2s_context_set_knowledge": (c_int, c_void_p, c_void_p),
    "t2s_context_refresh_schema": (None, c_void_p),
    "t2s_context_check_sync": (c_int, c_void_p, c_char_p, c_size_t, _PP, _PP),
    "t2s_context_mend_sync": (c_int, c_void_p, c_char_p, c_size_t, _PP, _PP),
    "t2s_context_counter": (c_uint64, c_void_p, c_int),
    "t2s_context_set_event_callback": (c_int, c_void_p, EVENT_FN, c_void_p),
    "t2s_dialect_by_name": (c_int, c_char_p, _PP),
    "t2s_ddl_metadata_source_new_with": (c_int, POINTER(c_char_p), c_size_t, c_void_p, _PP, _PP),
    "t2s_metadata_source_unref": (None, c_void_p),
    "t2s_dialect_unref": (None, c_void_p),
    "t2s_ask": (c_int, c_void_p, c_char_p, c_void_p, ASK_FN, c_void_p, _PP, _PP),
    "t2s_ask_sync": (c_int, c_void_p, c_char_p, c_void_p, _PP, _PP),
    "t2s_request_unref": (None, c_void_p),
    "t2s_request_cancel": (None, c_void_p),
    "t2s_request_id": (c_uint64, c_void_p),
    "t2s_answer_ref": (c_void_p, c_void_p),
    "t2s_answer_unref": (None, c_void_p),
    "t2s_answer_outcome": (c_int, c_void_p),
    "t2s_outcome_name": (c_char_p, c_int),
    "t2s_answer_sql": (c_char_p, c_void_p),
    "t2s_answer_explanation": (c_char_p, c_void_p),
    "t2s_answer_assumption_count": (c_size_t, c_void_p),
    "t2s_answer_assumption": (c_char_p, c_void_p, c_size_t),
    "t2s_answer_clarification": (c_char_p, c_void_p),
    "t2s_answer_refused_by": (c_char_p, c_void_p),
    "t2s_answer_refusal": (c_char_p, c_void_p),
    "t2s_answer_plan_cost": (c_double, c_void_p),
    "t2s_answer_plan_rows": (c_double, c_void_p),
    "t2s_answer_schema_is_stale": (c_int, c_void_p),
    "t2s_answer_schema_age": (c_uint64, c_void_p),
    "t2s_answer_result": (c_void_p, c_void_p),
    "t2s_answer_statement": (c_void_p, c_void_p),
    "t2s_answer_error": (c_void_p, c_void_p),
    "t2s_answer_model": (c_char_p, c_void_p),
    "t2s_answer_call_count": (c_size_t, c_void_p),
    "t2s_answer_call": (c_void_p, c_void_p, c_size_t),
    "t2s_call_provider": (c_char_p, c_void_p),
    "t2s_call_model": (c_char_p, c_void_p),
    "t2s_call_reason": (c_int, c_void_p),
    "t2s_call_reason_name": (c_char_p, c_int),
    "t2s_call_attempt": (c_int, c_void_p),
    "t2s_call_code": (c_int, c_void_p),
    "t2s_call_error": (c_void_p, c_void_p),
    "t2s_call_input_tokens": (c_uint64, c_void_p),
    "t2s_call_output_tokens": (c_uint64, c_void_p),
    "t2s_call_cached_tokens": (c_uint64, c_void_p),
    "t2s_call_is_estimated": (c_int, c_void_p),
    "t2s_call_cost": (c_uint64, c_void_p),
    "t2s_call_started": (c_uint64, c_void_p),
    "t2s_call_first_byte": (c_uint64, c_void_p),
    "t2s_call_duration": (c_uint64, c_void_p),
    "t2s_event_kind": (c_int, c_void_p),
    "t2s_event_request_id": (c_uint64, c_void_p),
    "t2s_event_stage": (c_int, c_void_p),
    "t2s_event_text": (c_void_p, c_void_p, POINTER(c_size_t), POINTER(c_size_t)),
    "t2s_event_call": (c_void_p, c_void_p),
    "t2s_answer_duration": (c_uint64, c_void_p, c_int),
    "t2s_answer_counter": (c_uint64, c_void_p, c_int),
    "t2s_counter_name": (c_char_p, c_int),
    "t2s_knowledge_new_from_text": (c_int, c_char_p, c_size_t, _PP, _PP, _PP),
    "t2s_knowledge_new_from_file": (c_int, c_char_p, _PP, _PP, _PP),
    "t2s_knowledge_unref": (None, c_void_p),
    "t2s_knowledge_report_free": (None, c_void_p),
    "t2s_knowledge_report_count": (c_size_t, c_void_p),
    "t2s_knowledge_report_problem": (c_void_p, c_void_p, c_size_t),
    "t2s_statement_free": (None, c_void_p),
    "t2s_statement_valid": (c_int, c_void_p),
    "t2s_statement_sql": (c_char_p, c_void_p),
    "t2s_statement_original_sql": (c_char_p, c_void_p),
    "t2s_statement_fix_count": (c_size_t, c_void_p),
    "t2s_statement_fix": (c_void_p, c_void_p, c_size_t),
    "t2s_fix_name": (c_char_p, c_void_p),
    "t2s_fix_code": (c_char_p, c_void_p),
    "t2s_fix_message": (c_char_p, c_void_p),
    "t2s_fix_edit_count": (c_size_t, c_void_p),
    "t2s_fix_edit": (c_char_p, c_void_p, c_size_t, POINTER(c_size_t), POINTER(c_size_t)),
    "t2s_statement_dialect": (c_char_p, c_void_p),
    "t2s_statement_kind": (c_char_p, c_void_p),
    "t2s_statement_count": (c_size_t, c_void_p),
    "t2s_statement_has_limit": (c_int, c_void_p),
    "t2s_statement_has_order": (c_int, c_void_p),
    "t2s_statement_writes": (c_int, c_void_p, POINTER(c_char_p), POINTER(c_int)),
    "t2s_statement_unknown": (c_int, c_void_p, POINTER(c_char_p), POINTER(c_int)),
    "t2s_statement_relation_count": (c_size_t, c_void_p),
    "t2s_statement_relation": (c_void_p, c_void_p, c_size_t),
    "t2s_statement_column_count": (c_size_t, c_void_p),
    "t2s_statement_column": (c_void_p, c_void_p, c_size_t, _PP),
    "t2s_statement_function_count": (c_size_t, c_void_p),
    "t2s_statement_function": (c_char_p, c_void_p, c_size_t),
    "t2s_statement_output_count": (c_size_t, c_void_p),
    "t2s_statement_output": (c_char_p, c_void_p, c_size_t),
    "t2s_statement_output_type": (c_char_p, c_void_p, c_size_t),
    "t2s_statement_function_use_count": (c_size_t, c_void_p),
    "t2s_statement_function_use": (c_void_p, c_void_p, c_size_t),
    "t2s_function_use_name": (c_char_p, c_void_p),
    "t2s_function_use_schema": (c_char_p, c_void_p),
    "t2s_function_use_form": (c_int, c_void_p),
    "t2s_function_use_class": (c_int, c_void_p),
    "t2s_function_use_position": (c_int, c_void_p),
    "t2s_function_use_is_definer": (c_int, c_void_p),
    "t2s_statement_source_count": (c_size_t, c_void_p),
    "t2s_statement_source": (c_void_p, c_void_p, c_size_t, POINTER(c_int)),
    "t2s_statement_source_filter_count": (c_size_t, c_void_p, c_size_t),
    "t2s_statement_source_filter": (c_void_p, c_void_p, c_size_t, c_size_t, POINTER(c_char_p)),
    "t2s_statement_view_count": (c_size_t, c_void_p),
    "t2s_statement_view": (c_void_p, c_void_p, c_size_t, _PP),
    "t2s_statement_opaque_view": (c_void_p, c_void_p),
    "t2s_statement_measure": (c_int64, c_void_p, c_int),
    "t2s_relation_schema": (c_char_p, c_void_p),
    "t2s_relation_name": (c_char_p, c_void_p),
    "t2s_column_name": (c_char_p, c_void_p),
    "t2s_column_type": (c_char_p, c_void_p),
    "t2s_statement_diagnostic_count": (c_size_t, c_void_p),
    "t2s_statement_diagnostic": (c_void_p, c_void_p, c_size_t),
    "t2s_diagnostic_severity": (c_int, c_void_p),
    "t2s_diagnostic_code": (c_char_p, c_void_p),
    "t2s_diagnostic_message": (c_char_p, c_void_p),
    "t2s_diagnostic_hint": (c_char_p, c_void_p),
    "t2s_diagnostic_line": (c_int, c_void_p),
    "t2s_diagnostic_column": (c_int, c_void_p),
    "t2s_result_column_count": (c_size_t, c_void_p),
    "t2s_result_row_count": (c_size_t, c_void_p),
    "t2s_result_truncated": (c_int, c_void_p),
    "t2s_result_column_name": (c_char_p, c_void_p, c_size_t),
    "t2s_result_column_type": (c_char_p, c_void_p, c_size_t),
    "t2s_result_column_kind": (c_int, c_void_p, c_size_t),
    # The value may hold NUL bytes, so it is taken as a pointer with a length.
    "t2s_result_value": (c_void_p, c_void_p, c_size_t, c_size_t, POINTER(c_size_t)),
    "t2s_price_list_new": (c_int, _PP),
    "t2s_price_list_unref": (None, c_void_p),
    "t2s_price_list_set": (c_int, c_void_p, c_char_p, c_double, c_double, c_double),
    "t2s_price_list_set_json": (c_int, c_void_p, c_char_p, c_size_t, _PP),
    "t2s_price_list_cost": (c_uint64, c_void_p, c_char_p, c_uint64, c_uint64, c_uint64),
    "t2s_price_list_has": (c_int, c_void_p, c_char_p),
    "t2s_memory_cache_new": (c_int, c_void_p, _PP, _PP),
    "t2s_cache_unref": (None, c_void_p),
    "t2s_openai_provider_new": (c_int, c_void_p, _PP, _PP),
    "t2s_provider_set_token_callback": (c_int, c_void_p, TOKEN_FN, c_void_p, DESTROY_FN),
    "t2s_token_request_finish": (None, c_void_p, c_char_p, c_uint64, c_char_p),
    "t2s_anthropic_provider_new": (c_int, c_void_p, _PP, _PP),
    "t2s_retry_provider_new": (c_int, c_void_p, c_void_p, _PP, _PP),
    "t2s_chain_provider_new": (c_int, _PP, c_size_t, c_void_p, _PP, _PP),
    "t2s_breaker_provider_new": (c_int, c_void_p, c_void_p, _PP, _PP),
    "t2s_hedge_provider_new": (c_int, c_void_p, c_void_p, c_void_p, _PP, _PP),
    "t2s_limit_provider_new": (c_int, c_void_p, c_void_p, _PP, _PP),
    "t2s_budget_provider_new": (c_int, c_void_p, c_void_p, c_void_p, _PP, _PP),
    "t2s_provider_from_json": (c_int, c_char_p, c_size_t, c_void_p, _PP, _PP),
    "t2s_recording_provider_new": (c_int, c_void_p, c_char_p, _PP, _PP),
    "t2s_replay_provider_new": (c_int, c_char_p, _PP, _PP),
    "t2s_provider_new": (c_int, c_char_p, POINTER(ProviderOps), c_void_p, _PP),
    "t2s_provider_set_identity": (c_int, c_void_p, c_char_p),
    "t2s_provider_ref": (c_void_p, c_void_p),
    "t2s_provider_unref": (None, c_void_p),
    "t2s_prompt_ref": (c_void_p, c_void_p),
    "t2s_prompt_unref": (None, c_void_p),
    "t2s_prompt_message_count": (c_size_t, c_void_p),
    "t2s_prompt_message_role": (c_int, c_void_p, c_size_t),
    "t2s_prompt_message_text": (c_char_p, c_void_p, c_size_t),
    "t2s_prompt_schema": (c_char_p, c_void_p),
    "t2s_prompt_question": (c_char_p, c_void_p),
    "t2s_prompt_attempt": (c_int, c_void_p),
    "t2s_prompt_caller": (c_char_p, c_void_p),
    "t2s_prompt_template_new": (c_int, c_char_p, _PP, _PP),
    "t2s_prompt_template_builtin": (c_char_p, c_char_p),
    "t2s_prompt_template_text": (c_char_p, c_void_p),
    "t2s_prompt_template_unref": (None, c_void_p),
    "t2s_reply_append": (c_int, c_void_p, c_char_p, c_size_t),
    "t2s_reply_set_model": (c_int, c_void_p, c_char_p),
    "t2s_reply_set_tokens": (None, c_void_p, c_uint64, c_uint64, c_uint64),
    "t2s_reply_set_refusal": (c_int, c_void_p, c_char_p),
    "t2s_reply_finish": (None, c_void_p, c_void_p),
}

for _name, (_result, *_arguments) in _SIGNATURES.items():
    _function = getattr(lib, _name)
    _function.restype = _result
    _function.argtypes = _arguments


def text(value):
    """A C string as str; None stays None."""
    return None if value is None else value.decode("utf-8", "replace")


def data(value):
    """A str as the bytes of a C string; None stays None."""
    if value is None:
        return None
    encoded = value.encode("utf-8")
    if b"\0" in encoded:
        raise ValueError("the text holds a NUL character")
    return encoded


def version():
    """The version of the C library, such as "0.1.0"."""
    return text(lib.t2s_version())
