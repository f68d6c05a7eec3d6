// SPDX-License-Identifier: MIT

package text2sql

// #include <stdlib.h>
// #include <text2sql.h>
import "C"

import "unsafe"

// Options are settings by name, as the headers document them: {"row_limit": "50"}.
type Options map[string]string

// toC makes a t2s_options that the caller frees.
func (o Options) toC() (*C.t2s_options, error) {
	var options *C.t2s_options
	if code := C.t2s_options_new(&options); code != 0 {
		return nil, codeError(code)
	}
	for name, value := range o {
		cName, cValue := C.CString(name), C.CString(value)
		code := C.t2s_options_set(options, cName, cValue)
		C.free(unsafe.Pointer(cName))
		C.free(unsafe.Pointer(cValue))
		if code != 0 {
			C.t2s_options_free(options)
			return nil, codeError(code)
		}
	}
	return options, nil
}
