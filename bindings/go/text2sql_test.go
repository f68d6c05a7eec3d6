// SPDX-License-Identifier: MIT

package text2sql

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
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
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	told := make(chan struct{})
	c := newContext(t, function(func(ctx context.Context, _ Prompt) (Completion, error) {
		cancel()
		<-ctx.Done()
		close(told)
		return Completion{}, ctx.Err()
	}))
	_, err := c.AskContext(ctx, "Anything?", nil)
	var e *Error
	if !errors.As(err, &e) || e.Code != Cancelled {
		t.Errorf("%v", err)
	}
	<-told
}

// script is a Provider that says one thing after the other; an error is what it fails with.
type script struct {
	mutex   sync.Mutex
	steps   []any
	prompts []Prompt
}

func (s *script) Complete(_ context.Context, prompt Prompt) (Completion, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.prompts = append(s.prompts, prompt)
	step := s.steps[0]
	s.steps = s.steps[1:]
	if err, ok := step.(error); ok {
		return Completion{}, err
	}
	return step.(Completion), nil
}

// must returns a value that was made without an error.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func wrap(steps ...any) *Handle {
	return must(Wrap("script", &script{steps: steps}))
}

// askOf asks a question of a provider, and tells its answer and how its calls ended: reasons and codes.
func askOf(t *testing.T, handle *Handle) (*Answer, []string, error) {
	t.Helper()
	c := newContext(t, says("SELECT 0"))
	if err := c.Use(handle); err != nil {
		t.Fatal(err)
	}
	answer, err := c.Ask("Anything?", Options{"repair_limit": "0"})
	var calls []string
	for _, call := range answer.Calls() {
		how := call.Reason
		var e *Error
		if errors.As(call.Err, &e) {
			how += " " + e.Name
		}
		calls = append(calls, how)
	}
	return answer, calls, err
}

func TestEveryCallIsRecorded(t *testing.T) {
	provider := &script{steps: []any{
		Completion{Text: reply("SELECT colour FROM shop.products"), Model: "m-1", InputTokens: 1000, CachedTokens: 400, OutputTokens: 10},
		Completion{Text: reply("SELECT name FROM shop.products"), Model: "other"},
	}}
	c := newContext(t, provider)
	prices := must(NewPriceList())
	if err := prices.SetJSON(`{"m-1": {"input": 7, "output": 7}}`); err != nil {
		t.Fatal(err)
	}
	if err := prices.Set("m-1", 2, 0.5, 8); err != nil {
		t.Fatal(err)
	}
	if err := c.SetPriceList(prices); err != nil {
		t.Fatal(err)
	}
	answer, err := c.Ask("Which products are there?", Options{"caller": "me"})
	if err != nil {
		t.Fatal(err)
	}
	calls := answer.Calls()
	if len(calls) != 2 {
		t.Fatalf("%+v", calls)
	}
	first, second := calls[0], calls[1]
	if first.Provider != "go" || first.Model != "m-1" || first.Reason != "first" || first.Attempt != 0 || first.Err != nil {
		t.Errorf("%+v", first)
	}
	if first.InputTokens != 1000 || first.CachedTokens != 400 || first.OutputTokens != 10 || first.Estimated {
		t.Errorf("%+v", first)
	}
	if first.Cost != 600*2000+400*500+10*8000 || answer.Cost() != first.Cost || second.Cost != 0 || second.Attempt != 1 {
		t.Errorf("%+v %+v %d", first, second, answer.Cost())
	}
	if first.FirstByte <= 0 || first.Duration < first.FirstByte || second.Started < first.Started {
		t.Errorf("%+v %+v", first, second)
	}
	if provider.prompts[0].Caller != "me" {
		t.Errorf("%+v", provider.prompts[0])
	}
	if err := prices.SetJSON(`{"m": {"input": -1, "output": 1}}`); err == nil {
		t.Error("a price below nothing is taken")
	}
}

func TestTheCacheAnswersTheSameQuestionOfTheSameCaller(t *testing.T) {
	c := newContext(t, says("SELECT count(*) FROM shop.orders"))
	if err := c.SetCache(must(NewMemoryCache(Options{"ttl_ms": "60000"}))); err != nil {
		t.Fatal(err)
	}
	for i, expected := range []int{1, 0, 1, 1} {
		options := []Options{{"caller": "a"}, {"caller": "a"}, {"caller": "b"}, {"caller": "a", "use_cache": "0"}}[i]
		if answer, err := c.Ask("How many?", options); err != nil || len(answer.Calls()) != expected {
			t.Errorf("%v: %v, %d calls", options, err, len(answer.Calls()))
		}
	}
}

// named is a Provider with an identity.
type named struct {
	function
	identity string
}

func (n named) Identity() string {
	return n.identity
}

func TestProvidersOfAnotherIdentityShareNoAnswers(t *testing.T) {
	cache := must(NewMemoryCache(nil))
	inner := says("SELECT count(*) FROM shop.orders")
	providers := []Provider{inner, inner, named{inner, "model 1"}, named{inner, "model 2"}, named{inner, "model 1"}}
	for i, expected := range []int{1, 0, 1, 1, 0} {
		c := newContext(t, providers[i])
		if err := c.SetCache(cache); err != nil {
			t.Fatal(err)
		}
		if answer, err := c.Ask("How many?", nil); err != nil || len(answer.Calls()) != expected {
			t.Errorf("%d: %v, %d calls", i, err, len(answer.Calls()))
		}
	}
}

func TestEventsAreHeardAsLongAsSomebodyListens(t *testing.T) {
	c := newContext(t, says("SELECT 'ä'"))
	var stages, text string
	var calls, all int
	err := c.SetEventFunc(func(e Event) {
		all++
		switch e.Kind {
		case StageEvent:
			stages += e.Stage + " "
		case TextEvent:
			if e.Offset != len(text) || e.RequestID != 1 {
				t.Errorf("%+v", e)
			}
			text += e.Text
		case CallEvent:
			calls++
			if e.Call.Model != "m" {
				t.Errorf("%+v", e.Call)
			}
		}
	})
	if err == nil {
		_, err = c.Ask("Anything?", nil)
	}
	if err != nil || !strings.Contains(stages, "metadata ") || !strings.Contains(stages, "provider ") || calls != 1 {
		t.Errorf("%v %q %d", err, stages, calls)
	}
	if text != reply("SELECT 'ä'") {
		t.Errorf("%q", text)
	}
	before := all
	if err = c.SetEventFunc(nil); err == nil {
		_, err = c.Ask("Anything else?", nil)
	}
	if err != nil || all != before {
		t.Errorf("%v, %d events", err, all-before)
	}
}

func TestPromptsAreMadeOfTheTemplate(t *testing.T) {
	provider := &script{steps: []any{Completion{Text: reply("SELECT 1")}, Completion{Text: reply("SELECT 1")}}}
	c := newContext(t, provider)
	template := strings.Replace(BuiltinTemplate("postgres"), "[system]\n", "[system]\nAnswer like a pirate.\n", 1)
	for i, text := range []string{template, ""} {
		if err := c.SetPromptTemplate(text); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Ask("Anything?", nil); err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(provider.prompts[i].Messages[0].Text, "Answer like a pirate.") != (text != "") {
			t.Errorf("%q", provider.prompts[i].Messages[0].Text)
		}
	}
	var e *Error
	if err := c.SetPromptTemplate("[system]\nHello {{dialekt}}\n"); !errors.As(err, &e) || e.Line != 2 {
		t.Errorf("%v", err)
	}
}

func TestProvidersNest(t *testing.T) {
	slow := &Error{Code: Timeout, Retryable: true}
	good := func(sql string) Completion { return Completion{Text: reply(sql), Model: "m"} }
	held := make(chan struct{})
	defer close(held)
	waits := must(Wrap("slow", function(func(ctx context.Context, _ Prompt) (Completion, error) {
		select {
		case <-ctx.Done():
		case <-held:
		}
		return Completion{}, ctx.Err()
	})))
	prices := must(NewPriceList())
	if err := prices.Set("*", 1, 1, 1); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		handle *Handle
		calls  string
		code   int
	}{
		"a retry tries again": {must(NewRetry(wrap(slow, good("SELECT 1")), Options{"base_delay_ms": "1"})),
			"first T2S_E_TIMEOUT, retry", 0},
		"a chain falls back": {must(NewChain([]*Handle{wrap(errors.New("no model here")), wrap(Completion{Text: "no JSON"}), wrap(good("SELECT 1"))}, nil)),
			"first T2S_E_INTERNAL, fallback, fallback", 0},
		"a hedge asks a second": {must(NewHedge(waits, wrap(good("SELECT 1")), Options{"delay_ms": "10"})),
			"first T2S_E_CANCELLED, hedge", 0},
		"a breaker passes on":     {must(NewBreaker(wrap(good("SELECT 1")), Options{"failures": "1"})), "first", 0},
		"a limit passes on":       {must(NewLimit(wrap(good("SELECT 1")), Options{"concurrency": "1"})), "first", 0},
		"a budget allows":         {must(NewBudget(wrap(good("SELECT 1")), prices, Options{"question_money": "5"})), "first", 0},
		"a budget refuses a call": {must(NewBudget(wrap(), nil, Options{"question_tokens": "10"})), "first T2S_E_BUDGET", Budget},
		"a budget within a retry": {must(NewRetry(must(NewBudget(wrap(), nil, Options{"question_tokens": "10"})), nil)), "first T2S_E_BUDGET", Budget},
	} {
		answer, calls, err := askOf(t, c.handle)
		var e *Error
		if errors.As(err, &e) != (c.code != 0) || (e != nil && e.Code != c.code) || strings.Join(calls, ", ") != c.calls {
			t.Errorf("%s: %v, calls: %v", name, err, calls)
		}
		if c.code == 0 && answer.SQL() != "SELECT 1" {
			t.Errorf("%s: %q", name, answer.SQL())
		}
	}
	if _, err := NewChain(nil, nil); err == nil {
		t.Error("a chain of none is taken")
	}
	if _, err := NewRetry(waits, Options{"tries": "3"}); err == nil || !strings.Contains(err.Error(), "attempts") {
		t.Errorf("%v", err)
	}
}

func TestATreeOfProvidersIsMadeFromJSON(t *testing.T) {
	recording := filepath.Join(t.TempDir(), "recording.jsonl")
	if _, _, err := askOf(t, must(NewRecording(wrap(Completion{Text: reply("SELECT 1")}), recording))); err != nil {
		t.Fatal(err)
	}
	path, _ := json.Marshal(recording)
	tree := `{"retry": {"attempts": 2, "of": {"chain": {"of": [{"replay": {"path": ` + string(path) + `}}]}}}}`
	answer, calls, err := askOf(t, must(FromJSON(tree, nil)))
	if err != nil || answer.SQL() != "SELECT 1" || len(calls) != 1 {
		t.Errorf("%v %q %v", err, answer.SQL(), calls)
	}
	if _, err = FromJSON(`{"retry": {"attemps": 2, "of": {"openai": {"api_key": "none"}}}}`, nil); err == nil || !strings.Contains(err.Error(), "retry") {
		t.Errorf("%v", err)
	}
}

func TestConnectorsCheckTheirOptions(t *testing.T) {
	options := Options{"api_key": "none", "base_url": "http://127.0.0.1:1"}
	for _, make := range []func(Options) (*Handle, error){NewOpenAI, NewAnthropic} {
		_, calls, err := askOf(t, must(make(options)))
		if err == nil || len(calls) != 1 || calls[0] != "first T2S_E_CONNECT" {
			t.Errorf("%v %v", err, calls)
		}
		if _, err = make(Options{"modell": "m"}); err == nil {
			t.Error("an unknown option is taken")
		}
	}
}

func TestATokenIsAskedForAnewWhenItIsRefused(t *testing.T) {
	var mutex sync.Mutex
	var given []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mutex.Lock()
		given = append(given, r.Header.Get("Authorization"))
		mutex.Unlock()
		w.Header().Set("Content-Type", "application/json")
		if r.Header.Get("Authorization") != "Bearer second" {
			w.WriteHeader(http.StatusUnauthorized)
			w.Write([]byte(`{"error": {"message": "wrong key"}}`))
			return
		}
		json.NewEncoder(w).Encode(map[string]any{"model": "m", "choices": []any{map[string]any{
			"index": 0, "finish_reason": "stop", "message": map[string]any{"role": "assistant", "content": reply("SELECT 1")}}}})
	}))
	defer server.Close()
	handle := must(NewOpenAI(Options{"auth": "callback", "base_url": server.URL + "/v1"}))
	err := handle.SetTokenFunc(func(rejected bool) (string, time.Duration, error) {
		if rejected {
			return "second", UntilRefused, nil
		}
		return "first", time.Hour, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	answer, _, err := askOf(t, handle)
	mutex.Lock()
	defer mutex.Unlock()
	if err != nil || answer.SQL() != "SELECT 1" || strings.Join(given, ", ") != "Bearer first, Bearer second" {
		t.Errorf("%v %v", err, given)
	}
}

func TestATokenThatCannotBeHadIsTheCallsError(t *testing.T) {
	for _, function := range []TokenFunc{
		func(bool) (string, time.Duration, error) { return "", 0, errors.New("the vault is closed") },
		func(bool) (string, time.Duration, error) { panic("the vault is closed") },
	} {
		handle := must(NewAnthropic(Options{"auth": "callback", "base_url": "http://127.0.0.1:1"}))
		if err := handle.SetTokenFunc(function); err != nil {
			t.Fatal(err)
		}
		if _, calls, err := askOf(t, handle); err == nil || calls[0] != "first T2S_E_AUTH" || !strings.Contains(err.Error(), "the vault is closed") {
			t.Errorf("%v %v", err, calls)
		}
	}
	if err := wrap().SetTokenFunc(func(bool) (string, time.Duration, error) { return "", 0, nil }); err == nil {
		t.Error("a provider without a server takes tokens")
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
