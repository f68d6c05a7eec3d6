// SPDX-License-Identifier: MIT

package text2sql

// #include <text2sql.h>
import "C"

// Error is what went wrong: Code is a negative T2S_E_* and Name its name, Stage is where, Hint how to mend it or "".
type Error struct {
	Code       int
	Name       string
	Stage      string
	Message    string
	Hint       string
	Line       int
	Column     int
	SQLState   string
	HTTPStatus int
	Retryable  bool
}

// Codes that a Provider may want to give, or a caller to know; the header text2sql/error.h has all of them.
const (
	Cancelled   = -6
	Timeout     = -8
	Connect     = -9
	RateLimit   = -12
	Internal    = -24
	Budget      = -25
	Unavailable = -26
)

func (e *Error) Error() string {
	if e.Stage != "none" && e.Stage != "" {
		return e.Stage + ": " + e.Message
	}
	return e.Message
}

func codeError(code C.int) error {
	if code == 0 {
		return nil
	}
	return &Error{Code: int(code), Name: C.GoString(C.t2s_error_name(code)), Stage: "none", Message: C.GoString(C.t2s_strerror(code))}
}

// errorOf copies an error of the library, which may be nil, and leaves it to its owner.
func errorOf(code C.int, e *C.t2s_error) error {
	if code == 0 || e == nil {
		return codeError(code)
	}
	code = C.t2s_error_code(e)
	return &Error{
		Code:       int(code),
		Name:       C.GoString(C.t2s_error_name(code)),
		Stage:      C.GoString(C.t2s_stage_name(C.t2s_error_stage(e))),
		Message:    C.GoString(C.t2s_error_message(e)),
		Hint:       C.GoString(C.t2s_error_hint(e)),
		Line:       int(C.t2s_error_line(e)),
		Column:     int(C.t2s_error_column(e)),
		SQLState:   C.GoString(C.t2s_error_sqlstate(e)),
		HTTPStatus: int(C.t2s_error_http_status(e)),
		Retryable:  C.t2s_error_retryable(e) != 0,
	}
}

// takeError is errorOf for an error that was given to us.
func takeError(code C.int, e *C.t2s_error) error {
	err := errorOf(code, e)
	C.t2s_error_unref(e)
	return err
}
