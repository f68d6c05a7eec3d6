// SPDX-License-Identifier: MIT

package text2sql

// #include <text2sql.h>
import "C"

import (
	"runtime"
	"time"
	"unsafe"
)

// Outcome is how a question ended.
type Outcome int

// The outcomes.
const (
	Answered     Outcome = 0
	Clarify      Outcome = 1
	Unanswerable Outcome = 2
	Refused      Outcome = 3
	Failed       Outcome = 4
)

func (o Outcome) String() string {
	return C.GoString(C.t2s_outcome_name(C.int(o)))
}

// Answer is the answer to a question. It cannot change, and any goroutine may read it.
type Answer struct {
	handle *C.t2s_answer
}

// newAnswer takes over a reference.
func newAnswer(handle *C.t2s_answer) *Answer {
	a := &Answer{handle}
	runtime.SetFinalizer(a, func(a *Answer) { C.t2s_answer_unref(a.handle) })
	return a
}

func (a *Answer) Outcome() Outcome {
	defer runtime.KeepAlive(a)
	return Outcome(C.t2s_answer_outcome(a.handle))
}

// SQL is what passed every check, or the last that was looked at; "" when there was none.
func (a *Answer) SQL() string {
	defer runtime.KeepAlive(a)
	return C.GoString(C.t2s_answer_sql(a.handle))
}

func (a *Answer) Explanation() string {
	defer runtime.KeepAlive(a)
	return C.GoString(C.t2s_answer_explanation(a.handle))
}

// Clarification is the question to ask back, or "".
func (a *Answer) Clarification() string {
	defer runtime.KeepAlive(a)
	return C.GoString(C.t2s_answer_clarification(a.handle))
}

// RefusedBy is the rule that refused, or "".
func (a *Answer) RefusedBy() string {
	defer runtime.KeepAlive(a)
	return C.GoString(C.t2s_answer_refused_by(a.handle))
}

// Assumptions are what the model took for granted.
func (a *Answer) Assumptions() []string {
	defer runtime.KeepAlive(a)
	var assumptions []string
	for i := C.size_t(0); i < C.t2s_answer_assumption_count(a.handle); i++ {
		assumptions = append(assumptions, C.GoString(C.t2s_answer_assumption(a.handle, i)))
	}
	return assumptions
}

// Model is the model that wrote the reply, as its server named it, or "".
func (a *Answer) Model() string {
	defer runtime.KeepAlive(a)
	return C.GoString(C.t2s_answer_model(a.handle))
}

// Duration is the time from the question to the answer.
func (a *Answer) Duration() time.Duration {
	defer runtime.KeepAlive(a)
	return time.Duration(C.t2s_answer_duration(a.handle, C.T2S_STAGE_NONE))
}

// Columns are the names of the rows' columns; nil when nothing was run.
func (a *Answer) Columns() []string {
	defer runtime.KeepAlive(a)
	var columns []string
	result := C.t2s_answer_result(a.handle)
	for i := C.size_t(0); i < C.t2s_result_column_count(result); i++ {
		columns = append(columns, C.GoString(C.t2s_result_column_name(result, i)))
	}
	return columns
}

// Rows are the values in the database's text form, raw bytes for binary columns, nil for NULL. Nil when nothing was run.
func (a *Answer) Rows() [][]*string {
	defer runtime.KeepAlive(a)
	result := C.t2s_answer_result(a.handle)
	if result == nil {
		return nil
	}
	columns := C.t2s_result_column_count(result)
	rows := make([][]*string, int(C.t2s_result_row_count(result)))
	for i := range rows {
		rows[i] = make([]*string, int(columns))
		for j := range rows[i] {
			var length C.size_t
			value := C.t2s_result_value(result, C.size_t(i), C.size_t(j), &length)
			if value != nil {
				text := string(unsafe.Slice((*byte)(unsafe.Pointer(value)), int(length)))
				rows[i][j] = &text
			}
		}
	}
	return rows
}

// Truncated tells whether there were more rows than the limits allow.
func (a *Answer) Truncated() bool {
	defer runtime.KeepAlive(a)
	result := C.t2s_answer_result(a.handle)
	return result != nil && C.t2s_result_truncated(result) != 0
}
