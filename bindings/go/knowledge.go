// SPDX-License-Identifier: MIT

package text2sql

// #include <stdlib.h>
// #include <text2sql.h>
import "C"

import (
	"runtime"
	"unsafe"
)

// Knowledge is what people know of a database that its schema does not say; docs/knowledge.md describes it. Contexts may share it.
type Knowledge struct {
	handle *C.t2s_knowledge
}

// KnowledgeError is an Error for knowledge that cannot be read, with all that was found wrong with it.
type KnowledgeError struct {
	First    *Error // the first problem
	Problems []Diagnostic
}

func (e *KnowledgeError) Error() string {
	return e.First.Error()
}

// Unwrap lets errors.As find the *Error.
func (e *KnowledgeError) Unwrap() error {
	return e.First
}

func newKnowledge(code C.int, handle *C.t2s_knowledge, report *C.t2s_knowledge_report, e *C.t2s_error) (*Knowledge, error) {
	if code == 0 {
		k := &Knowledge{handle}
		runtime.SetFinalizer(k, func(k *Knowledge) { C.t2s_knowledge_unref(k.handle) })
		return k, nil
	}
	defer C.t2s_knowledge_report_free(report)
	err := &KnowledgeError{First: takeError(code, e).(*Error)}
	for i := C.size_t(0); i < C.t2s_knowledge_report_count(report); i++ {
		err.Problems = append(err.Problems, readDiagnostic(C.t2s_knowledge_report_problem(report, i)))
	}
	return nil, err
}

// NewKnowledge reads knowledge from JSON. What is wrong with it is a *KnowledgeError.
func NewKnowledge(json string) (*Knowledge, error) {
	cJSON := C.CString(json)
	defer C.free(unsafe.Pointer(cJSON))
	var handle *C.t2s_knowledge
	var report *C.t2s_knowledge_report
	var e *C.t2s_error
	code := C.t2s_knowledge_new_from_text(cJSON, C.size_t(len(json)), &handle, &report, &e)
	return newKnowledge(code, handle, report, e)
}

// ReadKnowledge reads knowledge from a file.
func ReadKnowledge(path string) (*Knowledge, error) {
	cPath := C.CString(path)
	defer C.free(unsafe.Pointer(cPath))
	var handle *C.t2s_knowledge
	var report *C.t2s_knowledge_report
	var e *C.t2s_error
	code := C.t2s_knowledge_new_from_file(cPath, &handle, &report, &e)
	return newKnowledge(code, handle, report, e)
}

// SetKnowledge says what is known of the database; nil: nothing.
func (c *Context) SetKnowledge(knowledge *Knowledge) error {
	defer runtime.KeepAlive(knowledge)
	if knowledge == nil {
		return codeError(C.t2s_context_set_knowledge(c.handle, nil))
	}
	return codeError(C.t2s_context_set_knowledge(c.handle, knowledge.handle))
}
