// SPDX-License-Identifier: MIT

package text2sql

// #include <stdlib.h>
// #include <text2sql.h>
import "C"

import (
	"runtime"
	"time"
	"unsafe"
)

// SetPolicy sets a policy, "functions", "catalogs", "access" or "limits", with these options and no others; text2sql/validator.h has
// them, and docs/safety.md says what each proves.
func (c *Context) SetPolicy(name string, options Options) error {
	given, err := options.toC()
	if err != nil {
		return err
	}
	defer C.t2s_options_free(given)
	cName := C.CString(name)
	defer C.free(unsafe.Pointer(cName))
	var e *C.t2s_error
	return takeError(C.t2s_context_set_policy(c.handle, cName, given, &e), e)
}

// RefreshSchema lets the schema be read anew before the next question.
func (c *Context) RefreshSchema() {
	C.t2s_context_refresh_schema(c.handle)
}

// allCounters are the counters by name, as read tells each.
func allCounters(read func(C.int) C.uint64_t) map[string]uint64 {
	counters := map[string]uint64{}
	for i := C.int(0); i < C.T2S_COUNTER_COUNT; i++ {
		counters[C.GoString(C.t2s_counter_name(i))] = uint64(read(i))
	}
	return counters
}

// Counters are the counters by name, summed up over all questions that have ended; text2sql/metrics.h says what they count.
func (c *Context) Counters() map[string]uint64 {
	return allCounters(func(i C.int) C.uint64_t { return C.t2s_context_counter(c.handle, i) })
}

// Counters are the counters of this question by name.
func (a *Answer) Counters() map[string]uint64 {
	defer runtime.KeepAlive(a)
	return allCounters(func(i C.int) C.uint64_t { return C.t2s_answer_counter(a.handle, i) })
}

// Refusal says why the question was refused, or "".
func (a *Answer) Refusal() string {
	defer runtime.KeepAlive(a)
	return C.GoString(C.t2s_answer_refusal(a.handle))
}

// PlanCost is what the database's planner expected the SQL to cost, in its own units; false when it was not asked. See "dry_run".
func (a *Answer) PlanCost() (float64, bool) {
	defer runtime.KeepAlive(a)
	cost := float64(C.t2s_answer_plan_cost(a.handle))
	return cost, cost >= 0
}

// PlanRows is how many rows the planner expected; false when it was not asked.
func (a *Answer) PlanRows() (float64, bool) {
	defer runtime.KeepAlive(a)
	rows := float64(C.t2s_answer_plan_rows(a.handle))
	return rows, rows >= 0
}

// SchemaIsStale tells whether the database was out of reach, so that the last known schema was used.
func (a *Answer) SchemaIsStale() bool {
	defer runtime.KeepAlive(a)
	return C.t2s_answer_schema_is_stale(a.handle) != 0
}

// SchemaAge is the time since the schema was last known to be true.
func (a *Answer) SchemaAge() time.Duration {
	defer runtime.KeepAlive(a)
	return time.Duration(C.t2s_answer_schema_age(a.handle))
}
