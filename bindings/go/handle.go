// SPDX-License-Identifier: MIT

package text2sql

// #include <stdlib.h>
// #include "bridge.h"
import "C"

import (
	"fmt"
	"runtime"
	"runtime/cgo"
	"unsafe"
)

// Handle is a provider as the library holds it: one of the library's, or a Provider of your own by Wrap. Handles nest in any order, and
// any number of contexts may use one: Context.Use.
type Handle struct {
	provider *C.t2s_provider
}

// newHandle takes over a reference, or an error.
func newHandle(code C.int, provider *C.t2s_provider, e *C.t2s_error) (*Handle, error) {
	if code != 0 {
		return nil, takeError(code, e)
	}
	h := &Handle{provider}
	runtime.SetFinalizer(h, func(h *Handle) { C.t2s_provider_unref(h.provider) })
	return h, nil
}

// Use lets a provider write the SQL.
func (c *Context) Use(h *Handle) error {
	defer runtime.KeepAlive(h)
	return codeError(C.t2s_context_set_provider(c.handle, h.provider))
}

// Identified may be implemented by a Provider: what its replies depend on besides the prompt, the model's name and its settings, say.
// Answers that are kept under one identity are not given under another. Without it, it is the name of the provider's type.
type Identified interface {
	Identity() string
}

func identityOf(provider Provider) string {
	if identified, ok := provider.(Identified); ok {
		return identified.Identity()
	}
	return fmt.Sprintf("%T", provider)
}

// Wrap makes a Handle of a Provider that is written in Go. The name is for records and logs.
func Wrap(name string, provider Provider) (*Handle, error) {
	cName, cIdentity := C.CString(name), C.CString(identityOf(provider))
	defer C.free(unsafe.Pointer(cName))
	defer C.free(unsafe.Pointer(cIdentity))
	handle := cgo.NewHandle(newRunning(provider)) // t2sGoDestroy deletes it, also after an error
	var p *C.t2s_provider
	h, err := newHandle(C.t2s_go_provider_new(cName, C.uintptr_t(handle), &p), p, nil)
	if err != nil {
		return nil, err
	}
	if err = codeError(C.t2s_provider_set_identity(p, cIdentity)); err != nil {
		return nil, err
	}
	return h, nil
}

// NewOpenAI asks OpenAI, or a server that speaks one of its APIs. Options are in text2sql/provider.h, as for all that follow.
func NewOpenAI(options Options) (*Handle, error) {
	given, err := options.toC()
	if err != nil {
		return nil, err
	}
	defer C.t2s_options_free(given)
	var p *C.t2s_provider
	var e *C.t2s_error
	code := C.t2s_openai_provider_new(given, &p, &e)
	return newHandle(code, p, e)
}

// NewAnthropic asks Anthropic, or a server that speaks its Messages API.
func NewAnthropic(options Options) (*Handle, error) {
	given, err := options.toC()
	if err != nil {
		return nil, err
	}
	defer C.t2s_options_free(given)
	var p *C.t2s_provider
	var e *C.t2s_error
	code := C.t2s_anthropic_provider_new(given, &p, &e)
	return newHandle(code, p, e)
}

// NewReplay answers from a recording, with no network.
func NewReplay(path string) (*Handle, error) {
	cPath := C.CString(path)
	defer C.free(unsafe.Pointer(cPath))
	var p *C.t2s_provider
	var e *C.t2s_error
	code := C.t2s_replay_provider_new(cPath, &p, &e)
	return newHandle(code, p, e)
}

// NewRecording asks another provider, and records its replies for NewReplay.
func NewRecording(inner *Handle, path string) (*Handle, error) {
	defer runtime.KeepAlive(inner)
	cPath := C.CString(path)
	defer C.free(unsafe.Pointer(cPath))
	var p *C.t2s_provider
	var e *C.t2s_error
	code := C.t2s_recording_provider_new(inner.provider, cPath, &p, &e)
	return newHandle(code, p, e)
}

// FromJSON makes a whole tree of providers, e.g. {"retry": {"attempts": 3, "of": {"openai": {"model": "gpt-4.1"}}}}. Prices are for
// budgets; nil: none.
func FromJSON(tree string, prices *PriceList) (*Handle, error) {
	defer runtime.KeepAlive(prices)
	cTree := C.CString(tree)
	defer C.free(unsafe.Pointer(cTree))
	var p *C.t2s_provider
	var e *C.t2s_error
	code := C.t2s_provider_from_json(cTree, C.size_t(len(tree)), prices.get(), &p, &e)
	return newHandle(code, p, e)
}
