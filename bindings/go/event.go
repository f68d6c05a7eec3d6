// SPDX-License-Identifier: MIT

package text2sql

// #include "bridge.h"
import "C"

import (
	"sync"
	"unsafe"
)

// EventKind is what an Event tells of.
type EventKind int

// The kinds of events. More may come: ignore those that you do not know.
const (
	StageEvent EventKind = 1 // the question is at another stage: Stage
	TextEvent  EventKind = 2 // the model has written more of its reply: Text, Offset
	CallEvent  EventKind = 3 // a call of a model has ended: Call
)

// Event is something that happened to a question that is under way.
type Event struct {
	Kind      EventKind
	RequestID uint64 // the question's number in its context
	Stage     string // e.g. "provider"
	Text      string // some characters of the model's raw reply
	Offset    int    // bytes of the reply before Text; at 0 a reply begins anew
	Call      *Call
}

// listeners are the functions that were given to SetEventFunc, by the number that the library knows them by. A number whose context
// is closed is not found any more, and what may still come is dropped.
var listeners struct {
	sync.Mutex
	last      uintptr
	functions map[uintptr]func(Event)
}

func addListener(listener func(Event)) uintptr {
	listeners.Lock()
	defer listeners.Unlock()
	if listeners.functions == nil {
		listeners.functions = map[uintptr]func(Event){}
	}
	listeners.last++
	listeners.functions[listeners.last] = listener
	return listeners.last
}

func removeListeners(numbers []uintptr) {
	listeners.Lock()
	defer listeners.Unlock()
	for _, number := range numbers {
		delete(listeners.functions, number)
	}
}

// SetEventFunc lets a function hear of all questions that are asked from now on; nil: none does. It runs on the thread that works for
// the context: it must not block, nor wait for an answer. With it, providers stream where they can.
func (c *Context) SetEventFunc(listener func(Event)) error {
	if listener == nil {
		return codeError(C.t2s_go_listen(c.handle, 0))
	}
	number := addListener(listener)
	c.listeners.Lock()
	c.listeners.numbers = append(c.listeners.numbers, number) // questions that are under way keep the earlier one
	c.listeners.Unlock()
	return codeError(C.t2s_go_listen(c.handle, C.uintptr_t(number)))
}

func readEvent(e *C.t2s_event) Event {
	event := Event{Kind: EventKind(C.t2s_event_kind(e)), RequestID: uint64(C.t2s_event_request_id(e))}
	switch event.Kind {
	case StageEvent:
		event.Stage = C.GoString(C.t2s_stage_name(C.t2s_event_stage(e)))
	case TextEvent:
		var length, offset C.size_t
		text := C.t2s_event_text(e, &length, &offset)
		event.Text = string(unsafe.Slice((*byte)(unsafe.Pointer(text)), int(length)))
		event.Offset = int(offset)
	case CallEvent:
		call := readCall(C.t2s_event_call(e))
		event.Call = &call
	}
	return event
}

//export t2sGoEvent
func t2sGoEvent(number C.uintptr_t, e *C.t2s_event) {
	listeners.Lock()
	listener := listeners.functions[uintptr(number)]
	listeners.Unlock()
	if listener != nil {
		listener(readEvent(e))
	}
}
