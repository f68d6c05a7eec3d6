// SPDX-License-Identifier: MIT

package text2sql

// #include <stdlib.h>
// #include <text2sql.h>
import "C"

import (
	"runtime"
	"unsafe"
)

// PriceList is what tokens cost, by model. Any goroutine may use it.
type PriceList struct {
	handle *C.t2s_price_list
}

// NewPriceList makes an empty list.
func NewPriceList() (*PriceList, error) {
	p := &PriceList{}
	if code := C.t2s_price_list_new(&p.handle); code != 0 {
		return nil, codeError(code)
	}
	runtime.SetFinalizer(p, func(p *PriceList) { C.t2s_price_list_unref(p.handle) })
	return p, nil
}

// Set sets the price of a model for a million tokens, in the currency of your choice. A model's name that ends in "*" is the beginning
// of names.
func (p *PriceList) Set(model string, input, cachedInput, output float64) error {
	defer runtime.KeepAlive(p)
	cModel := C.CString(model)
	defer C.free(unsafe.Pointer(cModel))
	return codeError(C.t2s_price_list_set(p.handle, cModel, C.double(input), C.double(cachedInput), C.double(output)))
}

// SetJSON sets many prices, all or, after an error, none: {"gpt-4.1*": {"input": 2.0, "cached_input": 0.5, "output": 8.0}}.
func (p *PriceList) SetJSON(prices string) error {
	defer runtime.KeepAlive(p)
	cPrices := C.CString(prices)
	defer C.free(unsafe.Pointer(cPrices))
	var e *C.t2s_error
	return takeError(C.t2s_price_list_set_json(p.handle, cPrices, C.size_t(len(prices)), &e), e)
}

// get is the library's list; that of nil is nil.
func (p *PriceList) get() *C.t2s_price_list {
	if p == nil {
		return nil
	}
	return p.handle
}

// SetPriceList says what tokens cost, for Call.Cost; nil: no prices.
func (c *Context) SetPriceList(prices *PriceList) error {
	defer runtime.KeepAlive(prices)
	return codeError(C.t2s_context_set_price_list(c.handle, prices.get()))
}
