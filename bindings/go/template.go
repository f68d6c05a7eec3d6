// SPDX-License-Identifier: MIT

package text2sql

// #include <stdlib.h>
// #include <text2sql.h>
import "C"

import "unsafe"

// BuiltinTemplate is the text of a dialect's built-in prompt template, e.g. to change it.
func BuiltinTemplate(dialect string) string {
	cDialect := C.CString(dialect)
	defer C.free(unsafe.Pointer(cDialect))
	return C.GoString(C.t2s_prompt_template_builtin(cDialect))
}

// SetPromptTemplate chooses what prompts are made of: a text with the sections [system], [user] and [repair], as
// text2sql/prompt.h has it. What is wrong with it is an *Error with line and column. "": the dialect's built-in template.
func (c *Context) SetPromptTemplate(text string) error {
	if text == "" {
		return codeError(C.t2s_context_set_prompt_template(c.handle, nil))
	}
	cText := C.CString(text)
	defer C.free(unsafe.Pointer(cText))
	var template *C.t2s_prompt_template
	var e *C.t2s_error
	if code := C.t2s_prompt_template_new(cText, &template, &e); code != 0 {
		return takeError(code, e)
	}
	defer C.t2s_prompt_template_unref(template)
	return codeError(C.t2s_context_set_prompt_template(c.handle, template))
}
