// SPDX-License-Identifier: MIT

package text2sql

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"sync"
	"testing"
	"time"
)

const schema = "../../examples/shop/schema.sql"

// function is a Provider that is one function.
type function func(ctx context.Context, prompt Prompt) (Completion, error)

func (f function) Complete(ctx context.Context, prompt Prompt) (Completion, error) {
	return f(ctx, prompt)
}

func reply(sql string) string {
	text, _ := json.Marshal(map[string]any{"outcome": "answer", "sql": sql, "explanation": "", "assumptions": []string{}, "clarification": nil})
	return string(text)
}

func says(sql string) function {
	return func(context.Context, Prompt) (Completion, error) {
		return Completion{Text: reply(sql), Model: "m"}, nil
	}
}

func newContext(t *testing.T, provider Provider) *Context {
	t.Helper()
	c, err := NewContext(Options{"execute": "0"})
	if err == nil {
		t.Cleanup(c.Close)
		err = c.UseSchemaFiles(schema)
	}
	if err == nil {
		err = c.SetProvider(provider)
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAQuestionIsAnsweredByAProviderInGo(t *testing.T) {
	var seen Prompt
	c := newContext(t, function(func(_ context.Context, prompt Prompt) (Completion, error) {
		seen = prompt
		return Completion{Text: reply("SELECT count(*) FROM shop.orders"), Model: "m"}, nil
	}))
	answer, err := c.Ask("How many orders are there?", nil)
	if err != nil {
		t.Fatal(err)
	}
	if answer.Outcome() != Answered || answer.SQL() != "SELECT count(*) FROM shop.orders" || answer.Model() != "m" || answer.Rows() != nil {
		t.Errorf("%v %q %q %v", answer.Outcome(), answer.SQL(), answer.Model(), answer.Rows())
	}
	if seen.Question != "How many orders are there?" || len(seen.Messages) < 2 || seen.Messages[0].Role != "system" {
		t.Errorf("%+v", seen)
	}
}

func TestAWriteIsRefused(t *testing.T) {
	answer, err := newContext(t, says("DELETE FROM shop.orders")).Ask("Delete all orders.", nil)
	if err != nil {
		t.Fatal(err)
	}
	if answer.Outcome() != Refused || answer.RefusedBy() != "read_only" {
		t.Errorf("%v by %q", answer.Outcome(), answer.RefusedBy())
	}
}

func TestManyGoroutinesAsk(t *testing.T) {
	c := newContext(t, says("SELECT 1"))
	var group sync.WaitGroup
	for i := 0; i < 20; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			if answer, err := c.Ask("Anything?", nil); err != nil || answer.SQL() != "SELECT 1" {
				t.Error(err)
			}
		}()
	}
	group.Wait()
}

func TestTheProvidersErrorIsTheQuestions(t *testing.T) {
	c := newContext(t, function(func(context.Context, Prompt) (Completion, error) {
		return Completion{}, &Error{Code: RateLimit, Message: "slow down"}
	}))
	_, err := c.Ask("Anything?", nil)
	var e *Error
	if !errors.As(err, &e) || e.Code != RateLimit || e.Stage != "provider" {
		t.Errorf("%v", err)
	}
}

func TestAPanicIsAnError(t *testing.T) {
	c := newContext(t, function(func(context.Context, Prompt) (Completion, error) { panic("no model here") }))
	if _, err := c.Ask("Anything?", nil); err == nil {
		t.Error("no error")
	}
}

func TestCancellingReachesTheProvider(t *testing.T) {
	told := make(chan struct{})
	c := newContext(t, function(func(ctx context.Context, _ Prompt) (Completion, error) {
		<-ctx.Done()
		close(told)
		return Completion{}, ctx.Err()
	}))
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	_, err := c.AskContext(ctx, "Anything?", nil)
	var e *Error
	if !errors.As(err, &e) || e.Code != Cancelled {
		t.Errorf("%v", err)
	}
	select {
	case <-told:
	case <-time.After(time.Minute):
		t.Error("the provider was not told")
	}
}

func TestAnUnknownOptionIsAnError(t *testing.T) {
	if c, err := NewContext(Options{"row_limits": "5"}); err == nil {
		c.Close()
		t.Error("no error")
	}
}

func TestRowsComeFromADatabase(t *testing.T) {
	uri := os.Getenv("T2S_TEST_DATABASE")
	if uri == "" {
		t.Skip("T2S_TEST_DATABASE is not set")
	}
	c, err := NewContext(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err = c.UseDatabase(uri); err == nil {
		err = c.SetProvider(says("SELECT 1 AS i, NULL AS n, 'é' AS t"))
	}
	if err != nil {
		t.Fatal(err)
	}
	answer, err := c.Ask("Anything?", nil)
	if err != nil {
		t.Fatal(err)
	}
	row := answer.Rows()[0]
	if len(answer.Columns()) != 3 || *row[0] != "1" || row[1] != nil || *row[2] != "é" {
		t.Errorf("%v %v", answer.Columns(), row)
	}
}
