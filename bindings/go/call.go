// SPDX-License-Identifier: MIT

package text2sql

// #include <text2sql.h>
import "C"

import (
	"runtime"
	"time"
)

// Call is the record of one call of a language model: what was asked of whom, how it ended, what it took.
type Call struct {
	Provider string
	Model    string // as the server named it; "" when none answered
	Reason   string // "first", "retry", "fallback", "hedge"
	Attempt  int    // 0, or the number of the repair that it was made for
	Err      error  // nil, or why it failed, an *Error

	InputTokens, OutputTokens uint64
	CachedTokens              uint64 // a part of InputTokens
	Estimated                 bool   // the server did not count the tokens
	Cost                      uint64 // billionths of the price list's currency; 0 when no price is known

	Started   time.Duration // on a clock that is the same for all calls
	FirstByte time.Duration // since then; 0: there was none
	Duration  time.Duration
}

// readCall copies a record, and leaves it to its owner.
func readCall(c *C.t2s_call) Call {
	return Call{
		Provider:     C.GoString(C.t2s_call_provider(c)),
		Model:        C.GoString(C.t2s_call_model(c)),
		Reason:       C.GoString(C.t2s_call_reason_name(C.t2s_call_reason(c))),
		Attempt:      int(C.t2s_call_attempt(c)),
		Err:          errorOf(C.t2s_call_code(c), C.t2s_call_error(c)),
		InputTokens:  uint64(C.t2s_call_input_tokens(c)),
		OutputTokens: uint64(C.t2s_call_output_tokens(c)),
		CachedTokens: uint64(C.t2s_call_cached_tokens(c)),
		Estimated:    C.t2s_call_is_estimated(c) != 0,
		Cost:         uint64(C.t2s_call_cost(c)),
		Started:      time.Duration(C.t2s_call_started(c)),
		FirstByte:    time.Duration(C.t2s_call_first_byte(c)),
		Duration:     time.Duration(C.t2s_call_duration(c)),
	}
}

// Calls are the calls of models that were made for the answer, in the order in which they began; none for one out of the cache.
func (a *Answer) Calls() []Call {
	defer runtime.KeepAlive(a)
	var calls []Call
	for i := C.size_t(0); i < C.t2s_answer_call_count(a.handle); i++ {
		calls = append(calls, readCall(C.t2s_answer_call(a.handle, i)))
	}
	return calls
}

// Cost is what all calls cost together, in billionths of the price list's currency.
func (a *Answer) Cost() uint64 {
	defer runtime.KeepAlive(a)
	return uint64(C.t2s_answer_counter(a.handle, C.T2S_COUNTER_COST))
}
