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

int main()
{
    const char *top = std::getenv("top_srcdir");
    text2sql::context context(text2sql::settings{{"execute", "0"}});
    std::string asked;

    context.use_schema_files({std::string(top != nullptr ? top : ".") + "/examples/shop/schema.sql"});
    context.set_provider(text2sql::function_provider("lambda", [&](const t2s_prompt *prompt) {
        asked = t2s_prompt_question(prompt);
        return reply("SELECT count(*) FROM shop.orders");
    }));
    text2sql::answer answer = context.ask("How many orders are there?");
    expect(asked == "How many orders are there?", "the question reaches the provider");
    expect(answer.outcome() == T2S_OUTCOME_ANSWERED, "it is answered");
    expect(answer.sql() == "SELECT count(*) FROM shop.orders", "by the provider's SQL");
    expect(!answer.has_rows() && answer.format().empty(), "without rows");

    context.set_provider(text2sql::function_provider("thrower", [](const t2s_prompt *) -> std::string {
        throw text2sql::error(T2S_E_RATE_LIMIT, "slow down");
    }));
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
    return failures != 0;
}
