// SPDX-License-Identifier: MIT

package text2sql

// #include <stdlib.h>
// #include "bridge.h"
import "C"

import (
	"runtime"
	"unsafe"
)

// NewRetry tries again where trying again may help: attempts, base_delay_ms, max_delay_ms, max_retry_after_ms.
func NewRetry(inner *Handle, options Options) (*Handle, error) {
	return around(C.T2S_GO_RETRY, inner, options)
}

// NewBreaker leaves a provider alone for a while that fails: failures, open_ms.
func NewBreaker(inner *Handle, options Options) (*Handle, error) {
	return around(C.T2S_GO_BREAKER, inner, options)
}

// NewLimit keeps within a server's limits, callers taking turns: requests_per_minute, tokens_per_minute, concurrency, ...
func NewLimit(inner *Handle, options Options) (*Handle, error) {
	return around(C.T2S_GO_LIMIT, inner, options)
}

func around(kind C.int, inner *Handle, options Options) (*Handle, error) {
	defer runtime.KeepAlive(inner)
	given, err := options.toC()
	if err != nil {
		return nil, err
	}
	defer C.t2s_options_free(given)
	var p *C.t2s_provider
	var e *C.t2s_error
	code := C.t2s_go_around(kind, inner.provider, given, &p, &e)
	return newHandle(code, p, e)
}

// NewChain asks the first, and the next one when that fails, is slow, refuses, or replies what is no use: timeout_ms, after_refusal.
func NewChain(inners []*Handle, options Options) (*Handle, error) {
	defer runtime.KeepAlive(inners)
	given, err := options.toC()
	if err != nil {
		return nil, err
	}
	defer C.t2s_options_free(given)
	// The array lies in C's memory, since it holds C's pointers and goes to C.
	size := C.size_t(unsafe.Sizeof((*C.t2s_provider)(nil)))
	array := C.calloc(C.size_t(len(inners)+1), size)
	defer C.free(array)
	providers := unsafe.Slice((**C.t2s_provider)(array), len(inners))
	for i, inner := range inners {
		providers[i] = inner.provider
	}
	var p *C.t2s_provider
	var e *C.t2s_error
	code := C.t2s_chain_provider_new((**C.t2s_provider)(array), C.size_t(len(inners)), given, &p, &e)
	return newHandle(code, p, e)
}

// NewHedge asks a second provider too when the first is slow; the first good reply counts: delay_ms.
func NewHedge(first, second *Handle, options Options) (*Handle, error) {
	defer runtime.KeepAlive(first)
	defer runtime.KeepAlive(second)
	given, err := options.toC()
	if err != nil {
		return nil, err
	}
	defer C.t2s_options_free(given)
	var p *C.t2s_provider
	var e *C.t2s_error
	code := C.t2s_hedge_provider_new(first.provider, second.provider, given, &p, &e)
	return newHandle(code, p, e)
}

// NewBudget never spends more than is allowed: question_tokens, question_money, period_tokens, period_money, period_ms, ... Limits of
// money need prices; nil: none.
func NewBudget(inner *Handle, prices *PriceList, options Options) (*Handle, error) {
	defer runtime.KeepAlive(inner)
	defer runtime.KeepAlive(prices)
	given, err := options.toC()
	if err != nil {
		return nil, err
	}
	defer C.t2s_options_free(given)
	var p *C.t2s_provider
	var e *C.t2s_error
	code := C.t2s_budget_provider_new(inner.provider, prices.get(), given, &p, &e)
	return newHandle(code, p, e)
}
