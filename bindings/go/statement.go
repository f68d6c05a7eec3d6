// SPDX-License-Identifier: MIT

package text2sql

// #include <stdlib.h>
// #include <text2sql.h>
import "C"

import (
	"runtime"
	"unsafe"
)

// Severity is how bad a Diagnostic is.
type Severity int

// The severities.
const (
	Note Severity = iota
	Warning
	Fatal // SQL with such a one is rejected
)

// Diagnostic is a finding about SQL, or about knowledge. Line and Column count from 1; 0 when it has no place.
type Diagnostic struct {
	Code     string
	Severity Severity
	Message  string
	Hint     string
	Line     int
	Column   int
}

// Edit is a place that a Fix changes: Length bytes of the given text, from Start on, become Text.
type Edit struct {
	Start  int
	Length int
	Text   string
}

// Fix is what was done to mend a text: its kind, the code of the error that it is for, a sentence for people, and the places.
type Fix struct {
	Name    string
	Code    string
	Message string
	Edits   []Edit
}

// Relation is a table, a view, ... that is read. Schema is "" where it is not known.
type Relation struct {
	Schema string
	Name   string
}

// ReadColumn is a column that is read, and whose it is.
type ReadColumn struct {
	Relation Relation
	Name     string
}

// Output is a column of the result; "" is what is not known of it.
type Output struct {
	Name string
	Type string
}

// FunctionUse is a place where a function is reached. Form is a T2S_FUNCTION_FORM_*, Class a T2S_FUNCTION_CLASS_* of text2sql/facts.h.
type FunctionUse struct {
	Name      string
	Schema    string
	Form      int
	Class     int
	Position  int // in bytes; -1: no place
	IsDefiner bool
}

// Measure is something of which a statement can have much.
type Measure int

// The measures.
const (
	MeasureBytes Measure = iota
	MeasureNodes
	MeasureRelations
	MeasureJoins
	MeasureQueries
	MeasureDepth
	MeasureCTEs
	MeasureRecursiveCTEs
	MeasureSetOperations
	MeasureCartesian
	MeasureCalls
)

// Statement is SQL as the library understood it: what it does and reads, and what is wrong with it. It cannot change, and any
// goroutine may read it.
type Statement struct {
	handle *C.t2s_statement
	owner  *Answer // what it lives as long as; nil: it is freed with the Statement
}

func ownStatement(handle *C.t2s_statement) *Statement {
	s := &Statement{handle: handle}
	runtime.SetFinalizer(s, func(s *Statement) { C.t2s_statement_free(s.handle) })
	return s
}

// Check checks SQL as a question's would be checked, against the schema as it is now; nothing is run. SQL that is rejected is no error.
func (c *Context) Check(sql string) (*Statement, error) {
	cSQL := C.CString(sql)
	defer C.free(unsafe.Pointer(cSQL))
	var handle *C.t2s_statement
	var e *C.t2s_error
	if code := C.t2s_context_check_sync(c.handle, cSQL, C.size_t(len(sql)), &handle, &e); code != 0 {
		return nil, takeError(code, e)
	}
	return ownStatement(handle), nil
}

// Mend is Check, and where the SQL is rejected and has one sure mend, that is made: see Fixes.
func (c *Context) Mend(sql string) (*Statement, error) {
	cSQL := C.CString(sql)
	defer C.free(unsafe.Pointer(cSQL))
	var handle *C.t2s_statement
	var e *C.t2s_error
	if code := C.t2s_context_mend_sync(c.handle, cSQL, C.size_t(len(sql)), &handle, &e); code != 0 {
		return nil, takeError(code, e)
	}
	return ownStatement(handle), nil
}

// Statement is the SQL of an answer as the library understood it; nil when there was none.
func (a *Answer) Statement() *Statement {
	handle := C.t2s_answer_statement(a.handle)
	if handle == nil {
		return nil
	}
	return &Statement{(*C.t2s_statement)(unsafe.Pointer(handle)), a}
}

// SQL is the text, mended where it was.
func (s *Statement) SQL() string {
	defer runtime.KeepAlive(s)
	return C.GoString(C.t2s_statement_sql(s.handle))
}

// OriginalSQL is the text as it was given.
func (s *Statement) OriginalSQL() string {
	defer runtime.KeepAlive(s)
	return C.GoString(C.t2s_statement_original_sql(s.handle))
}

// Valid tells whether no diagnostic is Fatal.
func (s *Statement) Valid() bool {
	defer runtime.KeepAlive(s)
	return C.t2s_statement_valid(s.handle) != 0
}

// Kind is "SELECT" for every query, else the command; "" when the text did not parse.
func (s *Statement) Kind() string {
	defer runtime.KeepAlive(s)
	return C.GoString(C.t2s_statement_kind(s.handle))
}

// Dialect is the name of the dialect that it is written in.
func (s *Statement) Dialect() string {
	defer runtime.KeepAlive(s)
	return C.GoString(C.t2s_statement_dialect(s.handle))
}

// Writes is the word of the first thing that writes, locks, or is no query, e.g. "DELETE"; "" when all is queries.
func (s *Statement) Writes() string {
	defer runtime.KeepAlive(s)
	var word *C.char
	if C.t2s_statement_writes(s.handle, &word, nil) == 0 {
		return ""
	}
	return C.GoString(word)
}

func readDiagnostic(d *C.t2s_diagnostic) Diagnostic {
	return Diagnostic{
		Code:     C.GoString(C.t2s_diagnostic_code(d)),
		Severity: Severity(C.t2s_diagnostic_severity(d)),
		Message:  C.GoString(C.t2s_diagnostic_message(d)),
		Hint:     C.GoString(C.t2s_diagnostic_hint(d)),
		Line:     int(C.t2s_diagnostic_line(d)),
		Column:   int(C.t2s_diagnostic_column(d)),
	}
}

// Diagnostics are what was found wrong, that first which the database would have reported.
func (s *Statement) Diagnostics() []Diagnostic {
	defer runtime.KeepAlive(s)
	var found []Diagnostic
	for i := C.size_t(0); i < C.t2s_statement_diagnostic_count(s.handle); i++ {
		found = append(found, readDiagnostic(C.t2s_statement_diagnostic(s.handle, i)))
	}
	return found
}

func readFix(f *C.t2s_fix) Fix {
	fix := Fix{Name: C.GoString(C.t2s_fix_name(f)), Code: C.GoString(C.t2s_fix_code(f)), Message: C.GoString(C.t2s_fix_message(f))}
	for i := C.size_t(0); i < C.t2s_fix_edit_count(f); i++ {
		var start, length C.size_t
		text := C.GoString(C.t2s_fix_edit(f, i, &start, &length))
		fix.Edits = append(fix.Edits, Edit{int(start), int(length), text})
	}
	return fix
}

// Fixes are what was done to the given text; none when it is as it was given.
func (s *Statement) Fixes() []Fix {
	defer runtime.KeepAlive(s)
	var fixes []Fix
	for i := C.size_t(0); i < C.t2s_statement_fix_count(s.handle); i++ {
		fixes = append(fixes, readFix(C.t2s_statement_fix(s.handle, i)))
	}
	return fixes
}

func readRelation(r *C.t2s_relation) Relation {
	if r == nil {
		return Relation{}
	}
	return Relation{C.GoString(C.t2s_relation_schema(r)), C.GoString(C.t2s_relation_name(r))}
}

// Relations are what is read, or named by a command, each once; without a schema as written.
func (s *Statement) Relations() []Relation {
	defer runtime.KeepAlive(s)
	var relations []Relation
	for i := C.size_t(0); i < C.t2s_statement_relation_count(s.handle); i++ {
		relations = append(relations, readRelation(C.t2s_statement_relation(s.handle, i)))
	}
	return relations
}

// Columns are those that are read, each once.
func (s *Statement) Columns() []ReadColumn {
	defer runtime.KeepAlive(s)
	var columns []ReadColumn
	for i := C.size_t(0); i < C.t2s_statement_column_count(s.handle); i++ {
		var relation *C.t2s_relation
		column := C.t2s_statement_column(s.handle, i, &relation)
		columns = append(columns, ReadColumn{readRelation(relation), C.GoString(C.t2s_column_name(column))})
	}
	return columns
}

// FunctionUses are the places where functions are reached.
func (s *Statement) FunctionUses() []FunctionUse {
	defer runtime.KeepAlive(s)
	var uses []FunctionUse
	for i := C.size_t(0); i < C.t2s_statement_function_use_count(s.handle); i++ {
		use := C.t2s_statement_function_use(s.handle, i)
		uses = append(uses, FunctionUse{
			Name:      C.GoString(C.t2s_function_use_name(use)),
			Schema:    C.GoString(C.t2s_function_use_schema(use)),
			Form:      int(C.t2s_function_use_form(use)),
			Class:     int(C.t2s_function_use_class(use)),
			Position:  int(C.t2s_function_use_position(use)),
			IsDefiner: C.t2s_function_use_is_definer(use) != 0,
		})
	}
	return uses
}

// Outputs are the columns of the result, as far as they are known.
func (s *Statement) Outputs() []Output {
	defer runtime.KeepAlive(s)
	var outputs []Output
	for i := C.size_t(0); i < C.t2s_statement_output_count(s.handle); i++ {
		outputs = append(outputs, Output{C.GoString(C.t2s_statement_output(s.handle, i)), C.GoString(C.t2s_statement_output_type(s.handle, i))})
	}
	return outputs
}

// Measure tells how much of something there is.
func (s *Statement) Measure(measure Measure) int {
	defer runtime.KeepAlive(s)
	return int(C.t2s_statement_measure(s.handle, C.int(measure)))
}
