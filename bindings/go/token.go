// SPDX-License-Identifier: MIT

package text2sql

// #include <stdlib.h>
// #include <string.h>
// #include "bridge.h"
import "C"

import (
	"fmt"
	"math"
	"runtime"
	"runtime/cgo"
	"time"
	"unsafe"
)

// UntilRefused is how long a token is valid of which nobody knows.
const UntilRefused = time.Duration(math.MaxInt64)

// TokenFunc gets a token, and tells how long it is valid from now. Rejected: the server has refused the last one. It runs on a
// goroutine of its own, one at a time for each provider, and may block.
type TokenFunc func(rejected bool) (token string, valid time.Duration, err error)

// SetTokenFunc lets a connector that was made with the option auth at "callback" get its tokens by a function; before it is used.
func (h *Handle) SetTokenFunc(function TokenFunc) error {
	defer runtime.KeepAlive(h)
	handle := cgo.NewHandle(function) // the library lets it go
	return codeError(C.t2s_go_set_token_callback(h.provider, C.uintptr_t(handle)))
}

// get calls the function; a panic is an error too.
func (f TokenFunc) get(rejected bool) (token string, valid time.Duration, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return f(rejected)
}

func milliseconds(valid time.Duration) C.uint64_t {
	if valid == UntilRefused {
		return math.MaxUint64
	}
	if valid < 0 {
		return 0
	}
	return C.uint64_t(valid.Milliseconds())
}

func finishToken(request *C.t2s_token_request, token string, valid time.Duration, err error) {
	if err != nil {
		message := C.CString(err.Error())
		defer C.free(unsafe.Pointer(message))
		C.t2s_token_request_finish(request, nil, 0, message)
		return
	}
	cToken := C.CString(token)
	defer C.free(unsafe.Pointer(cToken))
	C.t2s_token_request_finish(request, cToken, milliseconds(valid), nil)
	C.memset(unsafe.Pointer(cToken), 0, C.size_t(len(token)))
}

//export t2sGoGetToken
func t2sGoGetToken(handle C.uintptr_t, request *C.t2s_token_request, rejected C.int) {
	function := cgo.Handle(handle).Value().(TokenFunc)
	go func() {
		token, valid, err := function.get(rejected != 0)
		finishToken(request, token, valid, err)
	}()
}
