// SPDX-License-Identifier: MIT

package text2sql

import (
	"context"
	"errors"
	"reflect"
	"runtime"
	"strings"
	"testing"
)

func TestSQLIsCheckedWithoutAQuestion(t *testing.T) {
	c := newContext(t, says("SELECT 1"))
	s := must(c.Check("SELECT id, count(*) AS n FROM shop.orders GROUP BY id"))
	if !s.Valid() || s.Kind() != "SELECT" || s.Writes() != "" || s.Fixes() != nil || s.Diagnostics() != nil {
		t.Errorf("%v %q %q %v", s.Valid(), s.Kind(), s.Writes(), s.Diagnostics())
	}
	orders := Relation{"shop", "orders"}
	if got := s.Relations(); !reflect.DeepEqual(got, []Relation{orders}) {
		t.Error(got)
	}
	if got := s.Columns(); !reflect.DeepEqual(got, []ReadColumn{{orders, "id"}}) {
		t.Error(got)
	}
	if got := s.Outputs(); !reflect.DeepEqual(got, []Output{{"id", "integer"}, {"n", "bigint"}}) {
		t.Error(got)
	}
	if got := s.FunctionUses(); len(got) != 1 || got[0].Name != "count" || got[0].Class != 1 || got[0].IsDefiner {
		t.Error(got)
	}
	if got := s.Measure(MeasureQueries); got != 1 {
		t.Error(got)
	}
}

func TestADialectIsChosenByItsName(t *testing.T) {
	c := newContext(t, says("SELECT 1"))
	for _, name := range []string{"trino", "presto", "postgres"} {
		if err := c.SetDialect(name); err != nil {
			t.Error(name, err)
		}
		if s := must(c.Check("SELECT 1")); !s.Valid() || s.Dialect() != name {
			t.Error(name, s.Dialect(), s.Diagnostics())
		}
	}
	if err := c.SetDialect("klingon"); err == nil {
		t.Error("no error")
	}
}

func TestWhatIsWrongIsTold(t *testing.T) {
	c := newContext(t, says("SELECT 1"))
	s := must(c.Check("SELECT names FROM shop.products"))
	if d := s.Diagnostics(); s.Valid() || len(d) != 1 || d[0].Code != "42703" || d[0].Severity != Fatal || d[0].Line != 1 {
		t.Error(d)
	}
	if got := must(c.Check("DELETE FROM shop.orders")).Writes(); got != "DELETE" {
		t.Error(got)
	}
}

func TestSQLIsMendedAndTheMendIsTold(t *testing.T) {
	c := newContext(t, says("SELECT names FROM shop.products"))
	s := must(c.Mend("SELECT names FROM shop.products"))
	if !s.Valid() || s.SQL() != "SELECT name FROM shop.products" || s.OriginalSQL() != "SELECT names FROM shop.products" {
		t.Error(s.SQL(), s.Diagnostics())
	}
	if f := s.Fixes(); len(f) != 1 || f[0].Code != "42703" || !reflect.DeepEqual(f[0].Edits, []Edit{{7, 5, "name"}}) {
		t.Error(f)
	}
	s = must(c.Ask("Which products are there?", nil)).Statement()
	runtime.GC() // the answer is kept by its statement
	if len(s.Fixes()) != 1 || c.Counters()["mended"] != 1 || c.Counters()["questions"] != 1 {
		t.Error(s.Fixes(), c.Counters())
	}
}

func TestAPolicyRefusesAndSaysWhy(t *testing.T) {
	c := newContext(t, says("SELECT email FROM shop.customers"))
	if err := c.SetPolicy("access", Options{"deny_columns": "shop.customers.email"}); err != nil {
		t.Fatal(err)
	}
	a := must(c.Ask("Who are they?", Options{"repair_limit": "0"}))
	if a.Outcome() != Refused || a.RefusedBy() != "access" || !strings.Contains(a.Refusal(), "email") {
		t.Errorf("%v by %q: %q", a.Outcome(), a.RefusedBy(), a.Refusal())
	}
	if err := c.SetPolicy("access", nil); err != nil {
		t.Fatal(err)
	}
	a = must(c.Ask("Who are they?", Options{"search_path": "shop,public", "session.app.tenant": "7"}))
	if _, planned := a.PlanCost(); a.Outcome() != Answered || a.Refusal() != "" || planned || a.SchemaIsStale() || a.Counters()["answered"] != 1 {
		t.Errorf("%v %q", a.Outcome(), a.Refusal())
	}
	for _, name := range []string{"acess", "limits"} {
		if err := c.SetPolicy(name, Options{"joins": "many"}); err == nil {
			t.Error(name)
		}
	}
}

func TestKnowledgeIsInThePromptUntilItIsTakenAway(t *testing.T) {
	var prompts []string
	c := newContext(t, function(func(_ context.Context, prompt Prompt) (Completion, error) {
		text := ""
		for _, message := range prompt.Messages {
			text += message.Text
		}
		prompts = append(prompts, text)
		return Completion{Text: reply("SELECT 1")}, nil
	}))
	known := must(NewKnowledge(`{"tables": {"shop.orders": {"description": "What the frobnicator sells"}}}`))
	for _, k := range []*Knowledge{known, nil} {
		if err := c.SetKnowledge(k); err != nil {
			t.Fatal(err)
		}
		must(c.Ask("How many orders are there?", nil))
	}
	if !strings.Contains(prompts[0], "frobnicator") || strings.Contains(prompts[1], "frobnicator") {
		t.Error(prompts)
	}
}

func TestWrongKnowledgeTellsAllItsProblems(t *testing.T) {
	_, err := NewKnowledge("{\"tables\": 1,\n \"metricks\": {}}")
	var k *KnowledgeError
	var e *Error
	if !errors.As(err, &k) || len(k.Problems) != 2 || !errors.As(err, &e) || e.Name != "T2S_E_SYNTAX" {
		t.Error(err)
	}
	if _, err = ReadKnowledge("/nowhere/knowledge.json"); err == nil {
		t.Error("no error")
	}
}
