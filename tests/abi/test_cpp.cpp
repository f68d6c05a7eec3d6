// SPDX-License-Identifier: MIT
// The C++ wrapper: a provider that is a lambda answers a question, and errors are thrown.
#include <cstdlib>
#include <iostream>
#include <string>

#include <text2sql.hpp>

static int failures;

static void expect(bool truth, const char *what)
{
    std::cout << (truth ? "ok: " : "not ok: ") << what << "\n";
    failures += !truth;
}

static std::string reply(const std::string &sql)
{
    return R"({"outcome":"answer","sql":")" + sql + R"(","explanation":"","assumptions":[],"clarification":null})";
}

static void expect_equal(const std::string &got, const std::string &expected, const char *what)
{
    expect(got == expected, what);
    if (got != expected)
        std::cout << "  it is: " << got << "\n  not:   " << expected << "\n";
}

static text2sql::provider says(const std::string &text)
{
    return text2sql::function_provider("says", [text](const t2s_prompt *) { return text; });
}

static text2sql::provider fails(int code, bool retryable = false)
{
    return text2sql::function_provider(
        "fails", [=](const t2s_prompt *) -> std::string { throw text2sql::error(code, "on purpose", retryable); });
}

static text2sql::context new_context()
{
    const char *top = std::getenv("top_srcdir");
    text2sql::context context(text2sql::settings{{"execute", "0"}, {"repair_limit", "0"}});

    context.use_schema_files({std::string(top != nullptr ? top : ".") + "/examples/shop/schema.sql"});
    return context;
}

/* The reasons of all calls and the codes of those that failed, e.g. "first T2S_E_TIMEOUT, retry". */
static std::string story(const text2sql::answer &answer)
{
    std::string text;

    for (const text2sql::call &call : answer.calls()) {
        text += (text.empty() ? "" : ", ") + call.reason_name();
        if (call.failure)
            text += std::string(" ") + call.failure->name();
    }
    return text;
}

static std::string story_of(const text2sql::provider &provider)
{
    text2sql::context context = new_context();

    context.set_provider(provider);
    try {
        return story(context.ask("Anything?"));
    } catch (const text2sql::error &e) {
        return std::string("thrown ") + e.name();
    }
}

static void test_asking()
{
    text2sql::context context = new_context();
    std::string asked;

    context.set_provider(text2sql::function_provider("lambda", [&](const t2s_prompt *prompt) {
        asked = t2s_prompt_question(prompt);
        return reply("SELECT count(*) FROM shop.orders");
    }));
    text2sql::answer answer = context.ask("How many orders are there?");
    expect(asked == "How many orders are there?", "the question reaches the provider");
    expect(answer.outcome() == T2S_OUTCOME_ANSWERED, "it is answered");
    expect(answer.sql() == "SELECT count(*) FROM shop.orders", "by the provider's SQL");
    expect(!answer.has_rows() && answer.format().empty(), "without rows");

    context.set_provider(fails(T2S_E_RATE_LIMIT));
    try {
        context.ask("Anything?");
        expect(false, "an exception of the provider comes back");
    } catch (const text2sql::error &e) {
        expect(e.code() == T2S_E_RATE_LIMIT && e.stage() == T2S_STAGE_PROVIDER, "an exception of the provider comes back");
    }
    try {
        text2sql::context wrong(text2sql::settings{{"row_limits", "1"}});
        expect(false, "an unknown option is thrown");
    } catch (const text2sql::error &e) {
        expect(e.code() == T2S_E_INVALID, "an unknown option is thrown");
    }
}

static void test_statements()
{
    text2sql::context context = new_context();

    const text2sql::statement good = context.check("SELECT id, count(*) AS n FROM shop.orders GROUP BY id");
    const auto outputs = good.outputs();
    const auto uses = good.function_uses();
    expect(good.valid() && good.kind() == "SELECT" && !good.writes() && good.fixes().empty(), "SQL is checked");
    expect(good.relations() == std::vector<std::string>{"shop.orders"}, "what it reads is told");
    expect(outputs.size() == 2 && outputs[1].first == "n" && outputs[1].second == "bigint", "and what it gives");
    expect(uses.size() == 1 && uses[0].name == "count" && uses[0].kind == T2S_FUNCTION_CLASS_COMPUTES, "and what it calls");
    expect(good.measure(T2S_MEASURE_QUERIES) == 1, "and how much there is of it");

    context.set_dialect(t2s_trino_dialect_new);
    expect(context.check("SELECT 1").valid() && context.check("SELECT 1").dialect() == "trino", "a dialect can be chosen");
    context.set_dialect(t2s_postgres_dialect_new);

    const text2sql::statement bad = context.check("SELECT names FROM shop.products");
    expect(!bad.valid() && bad.diagnostics().size() == 1 && bad.diagnostics()[0].code == "42703", "what is wrong is told");
    expect(context.check("DELETE FROM shop.orders").writes() == "DELETE", "what writes is told");

    const text2sql::statement mended = context.mend("SELECT names FROM shop.products");
    const auto fixes = mended.fixes();
    expect_equal(mended.sql(), "SELECT name FROM shop.products", "SQL is mended");
    expect_equal(mended.original_sql(), "SELECT names FROM shop.products", "what was given is kept");
    expect(fixes.size() == 1 && fixes[0].code == "42703" && fixes[0].edits.size() == 1 && fixes[0].edits[0].start == 7 &&
               fixes[0].edits[0].length == 5 && fixes[0].edits[0].text == "name",
           "the mend is told");

    context.set_provider(says(reply("SELECT names FROM shop.products")));
    const std::optional<text2sql::statement> answered = context.ask("Which products are there?").statement();
    expect(answered && answered->fixes().size() == 1, "a statement outlives its answer");
    expect(context.counter(T2S_COUNTER_MENDED) == 1 && context.counter(T2S_COUNTER_QUESTIONS) == 1, "the context has counted it");
}

static void test_rules()
{
    text2sql::context context = new_context();

    context.set_provider(says(reply("SELECT email FROM shop.customers")));
    context.set_policy("access", {{"deny_columns", "shop.customers.email"}});
    text2sql::answer refused = context.ask("Who are they?");
    expect(refused.outcome() == T2S_OUTCOME_REFUSED && refused.refused_by() == "access", "a policy refuses");
    expect(refused.refusal().find("email") != std::string::npos, "and says why");
    context.set_policy("access");
    text2sql::answer allowed = context.ask("Who are they?", {{"search_path", "shop,public"}, {"session.app.tenant", "7"}});
    expect(allowed.outcome() == T2S_OUTCOME_ANSWERED && !allowed.plan_cost() && !allowed.plan_rows(), "without it nobody does");
    expect(!allowed.schema_is_stale(), "the schema is fresh");
    try {
        context.set_policy("acess");
        expect(false, "a policy that is none is thrown");
    } catch (const text2sql::error &e) {
        expect(e.code() == T2S_E_INVALID, "a policy that is none is thrown");
    }

    std::string asked;
    context.set_provider(text2sql::function_provider("lambda", [&](const t2s_prompt *prompt) {
        for (std::size_t i = 0; i < t2s_prompt_message_count(prompt); i++)
            asked += t2s_prompt_message_text(prompt, i);
        return reply("SELECT 1");
    }));
    context.set_knowledge(text2sql::knowledge(R"({"tables": {"shop.orders": {"description": "What the frobnicator sells"}}})"));
    context.ask("How many orders are there?");
    expect(asked.find("frobnicator") != std::string::npos, "knowledge is in the prompt");
    asked.clear();
    context.forget_knowledge();
    context.ask("How many orders are there?");
    expect(asked.find("frobnicator") == std::string::npos, "until it is taken away");
    try {
        text2sql::knowledge wrong("{\"tables\": 1,\n \"metricks\": {}}");
        expect(false, "wrong knowledge is thrown, with all that is wrong");
    } catch (const text2sql::knowledge_error &e) {
        expect(e.code() == T2S_E_SYNTAX && e.problems().size() == 2, "wrong knowledge is thrown, with all that is wrong");
    }
}

static void test_records()
{
    text2sql::context context = new_context();
    text2sql::price_list prices(R"({"*": {"input": 1, "output": 1}})");

    prices.set("*", 1000000, 0, 0);
    context.set_price_list(prices);
    context.set_cache(text2sql::memory_cache({{"ttl_ms", "60000"}}));
    context.set_provider(says(reply("SELECT count(*) FROM shop.orders")));
    text2sql::answer answer = context.ask("How many?");
    const auto calls = answer.calls();
    expect(calls.size() == 1 && calls[0].provider == "says" && !calls[0].failure, "a call is recorded");
    expect(calls.size() == 1 && calls[0].estimated && calls[0].input_tokens > 0, "with its tokens, estimated");
    expect(calls.size() == 1 && calls[0].cost == calls[0].input_tokens * 1000000000, "and its cost");
    expect(calls.size() == 1 && calls[0].duration.count() > 0 && calls[0].started.count() > 0, "and its time");
    expect(answer.counter(T2S_COUNTER_COST) == (calls.size() == 1 ? calls[0].cost : 0), "the sum is with the answer");
    expect(context.ask("How many?").calls().empty(), "the same again comes out of the cache");
    expect(context.ask("How many?", {{"caller", "somebody else"}}).calls().size() == 1, "but not for another caller");
    try {
        prices = text2sql::price_list("{");
        expect(false, "prices that are none are thrown");
    } catch (const text2sql::error &e) {
        expect(e.code() == T2S_E_SYNTAX, "prices that are none are thrown");
    }
}

static void test_events()
{
    text2sql::context first = new_context();
    std::string text;
    int stages = 0;
    int calls = 0;
    int later = 0;

    first.set_provider(says(reply("SELECT 1")));
    first.on_event([&](const text2sql::event &event) {
        stages += event.kind == T2S_EVENT_STAGE && event.stage == T2S_STAGE_PROVIDER;
        calls += event.kind == T2S_EVENT_CALL && event.call && event.call->provider == "says";
        if (event.kind == T2S_EVENT_TEXT && event.offset == text.size())
            text += event.text;
    });
    text2sql::context context = std::move(first);
    context.ask("Anything?");
    expect(stages == 1 && calls == 1, "stages and calls are heard, by a context that was moved as well");
    expect(text == reply("SELECT 1"), "and the text as it grows");
    context.on_event([&](const text2sql::event &) { later++; });
    context.ask("Anything else?");
    expect(stages == 1 && later > 0, "another listener takes over");
    later = 0;
    context.on_event(nullptr);
    context.ask("Anything at all?");
    expect(later == 0, "and can be taken away");
}

static void test_templates()
{
    text2sql::context context = new_context();
    std::string text = t2s_prompt_template_builtin("postgres");
    std::string seen;

    context.set_provider(text2sql::function_provider("lambda", [&](const t2s_prompt *prompt) {
        seen = t2s_prompt_message_text(prompt, 0);
        return reply("SELECT 1");
    }));
    text.insert(text.find("[system]\n") + 9, "Answer like a pirate.\n");
    context.set_prompt_template(text);
    context.ask("Anything?");
    expect(seen.find("Answer like a pirate.") == 0, "prompts are made of the template");
    try {
        context.set_prompt_template("[system]\nHello {{dialekt}}\n");
        expect(false, "a wrong template is thrown");
    } catch (const text2sql::error &e) {
        expect(e.code() == T2S_E_SYNTAX, "a wrong template is thrown");
    }
}

static void test_nesting()
{
    using namespace text2sql;
    const provider good = says(reply("SELECT 1"));
    const provider bad = fails(T2S_E_AUTH);
    const price_list prices(R"({"*": {"input": 1, "output": 1}})");

    expect_equal(story_of(chain({bad, says("no JSON"), good})), "first T2S_E_AUTH, fallback, fallback", "a chain falls back");
    expect_equal(story_of(chain({retry(fails(T2S_E_TIMEOUT, true), {{"attempts", "2"}, {"base_delay_ms", "1"}}), good})),
                 "first T2S_E_TIMEOUT, retry T2S_E_TIMEOUT, fallback", "a retry within a chain tries again first");
    expect_equal(story_of(hedge(bad, good)), "first T2S_E_AUTH, fallback", "a hedge asks the second when the first fails");
    expect_equal(story_of(breaker(good, {{"failures", "1"}})), "first", "a breaker lets calls through");
    expect_equal(story_of(limit(good, {{"concurrency", "1"}})), "first", "a limit lets calls through");
    expect_equal(story_of(budget(good, {{"question_tokens", "10"}})), "thrown T2S_E_BUDGET", "a budget stops calls");
    expect_equal(story_of(budget(good, prices, {{"question_money", "1"}})), "first", "a budget of money allows calls");
    for (auto make : {openai, anthropic}) {
        const settings nowhere{{"api_key", "none"}, {"base_url", "http://127.0.0.1:1"}};

        expect_equal(story_of(make(nowhere)), "thrown T2S_E_CONNECT", "connectors connect");
    }
    try {
        provider_from_json(R"({"budget": {"question_money": 1, "of": {"retry": {"attemps": 1, "of": {"openai": {}}}}}})", prices);
        expect(false, "a wrong tree is thrown");
    } catch (const error &e) {
        expect(std::string(e.what()).find("budget.of.retry") != std::string::npos, "a wrong tree is thrown, with the place");
    }
    expect_equal(story_of(provider_from_json(R"({"openai": {"api_key": "none", "base_url": "http://127.0.0.1:1"}})")),
                 "thrown T2S_E_CONNECT", "a tree is made from JSON");
}

int main()
{
    test_asking();
    test_statements();
    test_rules();
    test_records();
    test_events();
    test_templates();
    test_nesting();
    return failures != 0;
}
