// SPDX-License-Identifier: MIT

// The C ABI from Go, by cgo alone: a provider whose functions are Go's answers a question.
//
//	ask_cgo SCHEMA.sql
//
// The provider finishes its reply from a goroutine, so from a thread that the library does not know.
package main

/*
#cgo LDFLAGS: -ltext2sql
#include <stdlib.h>
#include <text2sql.h>
#include <text2sql/sys/provider.h>

extern int goStart(void *, t2s_prompt *, t2s_reply *);
extern void goDestroy(void *);

static int start(void *user_data, const t2s_prompt *prompt, t2s_reply *reply)
{
    return goStart(user_data, (t2s_prompt *)prompt, reply);
}

static int make_provider(void *user_data, t2s_provider **ret_provider)
{
    static const t2s_provider_ops ops = {.struct_size = sizeof(ops), .start = start, .destroy = goDestroy};

    return t2s_provider_new("cgo", &ops, user_data, ret_provider);
}
*/
import "C"

import (
	"fmt"
	"os"
	"unsafe"
)

const (
	question = "How many orders are there?"
	sql      = "SELECT count(*) FROM shop.orders"
	reply    = `{"outcome":"answer","sql":"` + sql + `","explanation":"","assumptions":[],"clarification":null}`
)

var asked []string
var destroyed int

//export goStart
func goStart(userData unsafe.Pointer, prompt *C.t2s_prompt, r *C.t2s_reply) C.int {
	asked = append(asked, C.GoString(C.t2s_prompt_question(prompt)))
	go func() {
		text := C.CString(reply)
		defer C.free(unsafe.Pointer(text))
		C.t2s_reply_append(r, text, C.size_t(len(reply)))
		C.t2s_reply_finish(r, nil)
	}()
	return 0
}

//export goDestroy
func goDestroy(userData unsafe.Pointer) {
	destroyed++
}

func check(what string, code C.int, e *C.t2s_error) {
	if code != 0 {
		message := ""
		if e != nil {
			message = C.GoString(C.t2s_error_message(e))
		}
		fmt.Println(what, C.GoString(C.t2s_error_name(code)), message)
		os.Exit(1)
	}
}

func main() {
	var options *C.t2s_options
	var context *C.t2s_context
	var source *C.t2s_metadata_source
	var dialect *C.t2s_dialect
	var provider *C.t2s_provider
	var answer *C.t2s_answer
	var e *C.t2s_error

	check("options", C.t2s_options_new(&options), nil)
	name, value := C.CString("execute"), C.CString("0")
	check("execute", C.t2s_options_set(options, name, value), nil)
	check("context", C.t2s_context_new(options, &context, &e), e)
	C.t2s_options_free(options)

	paths := (*[1]*C.char)(C.calloc(1, C.size_t(unsafe.Sizeof((*C.char)(nil)))))
	paths[0] = C.CString(os.Args[1])
	check("schema", C.t2s_ddl_metadata_source_new(&paths[0], 1, &source, &e), e)
	check("metadata", C.t2s_context_set_metadata_source(context, source), nil)
	C.t2s_metadata_source_unref(source)
	check("dialect", C.t2s_postgres_dialect_new(&dialect), nil)
	check("dialect", C.t2s_context_set_dialect(context, dialect), nil)
	C.t2s_dialect_unref(dialect)
	check("provider", C.make_provider(nil, &provider), nil)
	check("provider", C.t2s_context_set_provider(context, provider), nil)
	C.t2s_provider_unref(provider)

	text := C.CString(question)
	check("ask", C.t2s_ask_sync(context, text, nil, &answer, &e), e)
	got := C.GoString(C.t2s_answer_sql(answer))
	C.t2s_answer_unref(answer)
	C.t2s_context_free(context)
	if got != sql || len(asked) != 1 || asked[0] != question || destroyed != 1 {
		fmt.Printf("%q %q %d\n", got, asked, destroyed)
		os.Exit(1)
	}
	fmt.Println(got)
}
