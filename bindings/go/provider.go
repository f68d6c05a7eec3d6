// SPDX-License-Identifier: MIT

package text2sql

// #include <stdlib.h>
// #include "bridge.h"
import "C"

import (
	"context"
	"errors"
	"fmt"
	"runtime/cgo"
	"sync"
	"unsafe"
)

// Message is one message of a prompt. Role is "system", "user" or "assistant".
type Message struct {
	Role, Text string
}

// Prompt is what a model is to be sent. Schema is the JSON schema that the reply must follow; Attempt is 0 first, and more when the
// model is to mend what was wrong; Caller is who asks, or "".
type Prompt struct {
	Question string
	Messages []Message
	Schema   string
	Attempt  int
	Caller   string
}

// Completion is what a model replied: the text, or a refusal in its place.
type Completion struct {
	Text, Refusal, Model                    string
	InputTokens, OutputTokens, CachedTokens uint64
}

// Provider turns prompts into completions. Complete runs on a goroutine of its own, several at once, and may block; ctx ends when
// nobody waits any more. An *Error chooses the code of what it reports.
type Provider interface {
	Complete(ctx context.Context, prompt Prompt) (Completion, error)
}

// running is a Provider as the library holds it, and how to give up each of its calls.
type running struct {
	provider Provider
	mutex    sync.Mutex
	cancels  map[*C.t2s_reply]context.CancelFunc
}

func newRunning(provider Provider) *running {
	return &running{provider: provider, cancels: map[*C.t2s_reply]context.CancelFunc{}}
}

// SetProvider lets a provider written in Go write the SQL; see Wrap for more.
func (c *Context) SetProvider(provider Provider) error {
	handle, err := Wrap("go", provider)
	if err != nil {
		return err
	}
	return c.Use(handle)
}

func readPrompt(p *C.t2s_prompt) Prompt {
	roles := map[C.int]string{C.T2S_ROLE_SYSTEM: "system", C.T2S_ROLE_USER: "user", C.T2S_ROLE_ASSISTANT: "assistant"}
	prompt := Prompt{
		Question: C.GoString(C.t2s_prompt_question(p)),
		Schema:   C.GoString(C.t2s_prompt_schema(p)),
		Attempt:  int(C.t2s_prompt_attempt(p)),
		Caller:   C.GoString(C.t2s_prompt_caller(p)),
	}
	for i := C.size_t(0); i < C.t2s_prompt_message_count(p); i++ {
		role := roles[C.t2s_prompt_message_role(p, i)]
		prompt.Messages = append(prompt.Messages, Message{role, C.GoString(C.t2s_prompt_message_text(p, i))})
	}
	return prompt
}

func fill(reply *C.t2s_reply, completion Completion) C.int {
	text := C.CString(completion.Text)
	model := C.CString(completion.Model)
	refusal := C.CString(completion.Refusal)
	defer C.free(unsafe.Pointer(text))
	defer C.free(unsafe.Pointer(model))
	defer C.free(unsafe.Pointer(refusal))
	code := C.t2s_reply_append(reply, text, C.size_t(len(completion.Text)))
	if code == 0 && completion.Model != "" {
		code = C.t2s_reply_set_model(reply, model)
	}
	if code == 0 && completion.Refusal != "" {
		code = C.t2s_reply_set_refusal(reply, refusal)
	}
	C.t2s_reply_set_tokens(reply, C.uint64_t(completion.InputTokens), C.uint64_t(completion.OutputTokens), C.uint64_t(completion.CachedTokens))
	return code
}

// newError is an error as t2s_reply_finish takes it over.
func newError(err error) *C.t2s_error {
	code := C.int(Internal)
	retryable := C.int(0)
	var e *Error
	if errors.As(err, &e) {
		code = C.int(e.Code)
		if e.Retryable {
			retryable = 1
		}
	}
	message := C.CString(err.Error())
	defer C.free(unsafe.Pointer(message))
	made := C.t2s_error_new(code, message)
	C.t2s_error_set_retryable(made, retryable)
	return made
}

// complete calls the provider; a panic is an error too.
func (r *running) complete(ctx context.Context, prompt Prompt) (completion Completion, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return r.provider.Complete(ctx, prompt)
}

func (r *running) run(ctx context.Context, prompt Prompt, reply *C.t2s_reply) {
	var e *C.t2s_error
	completion, err := r.complete(ctx, prompt)
	if err != nil {
		e = newError(err)
	} else if code := fill(reply, completion); code != 0 {
		e = C.t2s_error_new(code, nil)
	}
	r.mutex.Lock()
	r.cancels[reply]()
	delete(r.cancels, reply)
	r.mutex.Unlock()
	C.t2s_reply_finish(reply, e)
}

//export t2sGoStart
func t2sGoStart(handle C.uintptr_t, p *C.t2s_prompt, reply *C.t2s_reply) C.int {
	r := cgo.Handle(handle).Value().(*running)
	prompt := readPrompt(p)
	C.t2s_prompt_unref(p)
	ctx, cancel := context.WithCancel(context.Background())
	r.mutex.Lock()
	r.cancels[reply] = cancel
	r.mutex.Unlock()
	go r.run(ctx, prompt, reply)
	return 0
}

//export t2sGoCancel
func t2sGoCancel(handle C.uintptr_t, reply *C.t2s_reply) {
	r := cgo.Handle(handle).Value().(*running)
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if cancel := r.cancels[reply]; cancel != nil {
		cancel()
	}
}

//export t2sGoDestroy
func t2sGoDestroy(handle C.uintptr_t) {
	cgo.Handle(handle).Delete()
}
