// SPDX-License-Identifier: MIT

package text2sql

// #include <stdlib.h>
// #include "bridge.h"
import "C"

import (
	"context"
	"runtime/cgo"
	"sync"
	"unsafe"
)

// Context holds a database and a provider, and asks them. Any goroutine may use it until Close.
type Context struct {
	handle    *C.t2s_context
	close     sync.Once
	listeners struct {
		sync.Mutex
		numbers []uintptr
	}
}

// NewContext makes a context and starts the thread that works for it.
func NewContext(options Options) (*Context, error) {
	given, err := options.toC()
	if err != nil {
		return nil, err
	}
	defer C.t2s_options_free(given)

	c := &Context{}
	var e *C.t2s_error
	if code := C.t2s_context_new(given, &c.handle, &e); code != 0 {
		return nil, takeError(code, e)
	}
	if code := C.t2s_context_start(c.handle); code != 0 {
		C.t2s_context_free(c.handle)
		return nil, codeError(code)
	}
	return c, nil
}

// Close shuts down: questions under way end with an error. The context must not be used after it.
func (c *Context) Close() {
	c.close.Do(func() {
		C.t2s_context_free(c.handle)
		c.listeners.Lock()
		defer c.listeners.Unlock()
		removeListeners(c.listeners.numbers)
	})
}

// UseDatabase takes schema and rows from a database, e.g. "postgresql:///shop".
func (c *Context) UseDatabase(uri string) error {
	cURI := C.CString(uri)
	defer C.free(unsafe.Pointer(cURI))
	var e *C.t2s_error
	return takeError(C.t2s_context_use_database(c.handle, cURI, &e), e)
}

// UseSchemaFiles takes the schema from files of PostgreSQL's SQL; nothing can be run then, so set the option execute to 0.
func (c *Context) UseSchemaFiles(paths ...string) error {
	return c.UseSchemaFilesFor("postgres", paths...)
}

// UseSchemaFilesFor does so for queries of a dialect: "postgres", "trino" or "presto".
func (c *Context) UseSchemaFilesFor(dialect string, paths ...string) error {
	given, err := Options{"dialect": dialect}.toC()
	if err != nil {
		return err
	}
	defer C.t2s_options_free(given)
	array := (*[1 << 20]*C.char)(C.calloc(C.size_t(len(paths)+1), C.size_t(unsafe.Sizeof((*C.char)(nil)))))
	defer C.free(unsafe.Pointer(array))
	for i, path := range paths {
		array[i] = C.CString(path)
		defer C.free(unsafe.Pointer(array[i]))
	}
	var e *C.t2s_error
	var source *C.t2s_metadata_source
	if code := C.t2s_ddl_metadata_source_new_with(&array[0], C.size_t(len(paths)), given, &source, &e); code != 0 {
		return takeError(code, e)
	}
	defer C.t2s_metadata_source_unref(source)
	if err := c.SetDialect(dialect); err != nil {
		return err
	}
	return codeError(C.t2s_context_set_metadata_source(c.handle, source))
}

// SetDialect says what kind of SQL is written: "postgres", "trino" or "presto". UseDatabase and UseSchemaFiles set one, too.
func (c *Context) SetDialect(name string) error {
	var dialect *C.t2s_dialect
	text := C.CString(name)
	defer C.free(unsafe.Pointer(text))
	code := C.t2s_dialect_by_name(text, &dialect)
	if code != 0 {
		return codeError(code)
	}
	defer C.t2s_dialect_unref(dialect)
	return codeError(C.t2s_context_set_dialect(c.handle, dialect))
}

// SetOpenAI lets OpenAI write the SQL, or a server that speaks one of its APIs; see NewOpenAI for more.
func (c *Context) SetOpenAI(options Options) error {
	handle, err := NewOpenAI(options)
	if err != nil {
		return err
	}
	return c.Use(handle)
}

// SetReplay answers from a recording, with no network.
func (c *Context) SetReplay(path string) error {
	handle, err := NewReplay(path)
	if err != nil {
		return err
	}
	return c.Use(handle)
}

type outcome struct {
	answer *Answer
	err    error
}

//export t2sGoAnswered
func t2sGoAnswered(handle C.uintptr_t, status C.int, answer *C.t2s_answer) {
	h := cgo.Handle(handle)
	done := h.Value().(chan outcome)
	h.Delete()
	done <- outcome{newAnswer(answer), errorOf(status, C.t2s_answer_error(answer))}
}

// Ask asks a question and waits for its answer. The options are for this question alone. Of a question that failed there is an
// answer as well as an error.
func (c *Context) Ask(question string, options Options) (*Answer, error) {
	return c.AskContext(context.Background(), question, options)
}

// AskContext is Ask, and gives the question up when ctx is done.
func (c *Context) AskContext(ctx context.Context, question string, options Options) (*Answer, error) {
	given, err := options.toC()
	if err != nil {
		return nil, err
	}
	defer C.t2s_options_free(given)
	cQuestion := C.CString(question)
	defer C.free(unsafe.Pointer(cQuestion))

	done := make(chan outcome, 1)
	handle := cgo.NewHandle(done)
	var request *C.t2s_request
	var e *C.t2s_error
	if code := C.t2s_go_ask(c.handle, cQuestion, given, C.uintptr_t(handle), &request, &e); code != 0 {
		handle.Delete()
		return nil, takeError(code, e)
	}
	defer C.t2s_request_unref(request)
	select {
	case o := <-done:
		return o.answer, o.err
	case <-ctx.Done():
		C.t2s_request_cancel(request)
		o := <-done
		return o.answer, o.err
	}
}
