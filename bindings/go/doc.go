// SPDX-License-Identifier: MIT

// Package text2sql answers questions in plain words by SQL that was checked. It is the Go face of libtext2sql, by cgo; pkg-config
// must find text2sql.
//
//	context, err := text2sql.NewContext(nil)
//	...
//	defer context.Close()
//	err = context.UseDatabase("postgresql:///shop")
//	err = context.SetOpenAI(text2sql.Options{"model": "gpt-4.1"})
//	answer, err := context.Ask("Which ten customers spent the most in 2024?", nil)
//
// An answer that is none (its Outcome is Clarify, Unanswerable or Refused) comes without an error. Any goroutine may ask; each waits
// for its own answer while a thread of the library works.
package text2sql

// #cgo pkg-config: text2sql
import "C"
