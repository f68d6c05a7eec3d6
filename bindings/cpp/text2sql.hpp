/* SPDX-License-Identifier: MIT */
/*
 * libtext2sql for C++17: owners that release, errors that are thrown, providers that are classes. Header only; link with
 * -ltext2sql. What is not wrapped is reached through get() and the C headers.
 *
 *     text2sql::context context;
 *     context.use_database("postgresql:///shop");
 *     context.set_provider(text2sql::openai({{"model", "gpt-4.1"}}));
 *     text2sql::answer answer = context.ask("Which ten customers spent the most in 2024?");
 *     std::cout << answer.sql() << "\n" << answer.format();
 *
 * Providers nest: budget(chain({retry(openai()), retry(anthropic())}), prices, {{"question_money", "0.10"}}).
 */
#ifndef TEXT2SQL_HPP
#define TEXT2SQL_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <text2sql.h>
#include <text2sql/sys/provider.h>

namespace text2sql
{

/** Settings by name, as the headers document them: settings{{"row_limit", "50"}}. */
using settings = std::map<std::string, std::string>;

namespace detail
{

template <typename T, void (*release)(T *)> struct releaser {
    void operator()(T *object) const noexcept
    {
        release(object);
    }
};

template <typename T, void (*release)(T *)> using owner = std::unique_ptr<T, releaser<T, release>>;

inline std::string text(const char *value)
{
    return value != nullptr ? value : "";
}

} // namespace detail

/** What went wrong. A provider may throw it too, to say with which code its call failed. */
class error : public std::runtime_error
{
  public:
    explicit error(int code, const std::string &message = {}, bool retryable = false)
        : std::runtime_error(message.empty() ? t2s_strerror(code) : message), code_(code), retryable_(retryable)
    {
    }

    /** From an error of the library, which stays its owner's and may be null. */
    error(int code, const t2s_error *from)
        : std::runtime_error(from != nullptr ? t2s_error_message(from) : t2s_strerror(code)), code_(code)
    {
        if (from == nullptr)
            return;
        code_ = t2s_error_code(from);
        stage_ = t2s_error_stage(from);
        hint_ = detail::text(t2s_error_hint(from));
        sqlstate_ = detail::text(t2s_error_sqlstate(from));
        http_status_ = t2s_error_http_status(from);
        retryable_ = t2s_error_retryable(from) != 0;
    }

    /** T2S_E_*. */
    int code() const noexcept
    {
        return code_;
    }
    const char *name() const noexcept
    {
        return t2s_error_name(code_);
    }
    /** T2S_STAGE_*. */
    int stage() const noexcept
    {
        return stage_;
    }
    const std::string &hint() const noexcept
    {
        return hint_;
    }
    const std::string &sqlstate() const noexcept
    {
        return sqlstate_;
    }
    int http_status() const noexcept
    {
        return http_status_;
    }
    bool retryable() const noexcept
    {
        return retryable_;
    }

  private:
    int code_;
    int stage_ = T2S_STAGE_NONE;
    std::string hint_;
    std::string sqlstate_;
    int http_status_ = 0;
    bool retryable_ = false;
};

namespace detail
{

inline void check(int code)
{
    if (code != 0)
        throw error(code);
}

inline void check(int code, t2s_error *given)
{
    owner<t2s_error, t2s_error_unref> held(given);

    if (code != 0)
        throw error(code, held.get());
}

using options_owner = owner<t2s_options, t2s_options_free>;

inline options_owner options(const settings &given)
{
    t2s_options *raw = nullptr;

    check(t2s_options_new(&raw));
    options_owner held(raw);
    for (const auto &[name, value] : given)
        check(t2s_options_set(raw, name.c_str(), value.c_str()));
    return held;
}

} // namespace detail

/** The record of one call of a language model: what was asked of whom, how it ended, what it took. */
struct call {
    std::string provider;
    std::string model; /* as the server named it; "" when none answered */
    int reason;        /* T2S_CALL_* */
    int attempt;       /* 0, or the number of the repair that it was made for */
    std::optional<error> failure;
    std::uint64_t input_tokens;
    std::uint64_t output_tokens;
    std::uint64_t cached_tokens;         /* a part of input_tokens */
    bool estimated;                      /* the server did not count the tokens */
    std::uint64_t cost;                  /* billionths of the price list's currency; 0 when no price is known */
    std::chrono::nanoseconds started;    /* on a clock that is the same for all calls */
    std::chrono::nanoseconds first_byte; /* since then; 0: there was none */
    std::chrono::nanoseconds duration;

    /** A copy of a record, which stays its owner's. */
    explicit call(const t2s_call *from)
        : provider(detail::text(t2s_call_provider(from))), model(detail::text(t2s_call_model(from))), reason(t2s_call_reason(from)),
          attempt(t2s_call_attempt(from)), input_tokens(t2s_call_input_tokens(from)), output_tokens(t2s_call_output_tokens(from)),
          cached_tokens(t2s_call_cached_tokens(from)), estimated(t2s_call_is_estimated(from) != 0), cost(t2s_call_cost(from)),
          started(t2s_call_started(from)), first_byte(t2s_call_first_byte(from)), duration(t2s_call_duration(from))
    {
        if (t2s_call_code(from) != 0)
            failure.emplace(t2s_call_code(from), static_cast<const t2s_error *>(t2s_call_error(from)));
    }

    /** "first", "retry", "fallback", "hedge". */
    std::string reason_name() const
    {
        return t2s_call_reason_name(reason);
    }
};

/** Something that happened to a question that is under way. */
struct event {
    int kind;                           /* T2S_EVENT_*; ignore those that you do not know */
    std::uint64_t request_id;           /* t2s_request_id() */
    int stage;                          /* of T2S_EVENT_STAGE: T2S_STAGE_* */
    std::string_view text;              /* of T2S_EVENT_TEXT: some of the model's raw reply, valid during the callback */
    std::size_t offset;                 /* ... and the bytes before it; at 0 a reply begins anew */
    std::optional<text2sql::call> call; /* of T2S_EVENT_CALL */

    explicit event(const t2s_event *from)
        : kind(t2s_event_kind(from)), request_id(t2s_event_request_id(from)), stage(t2s_event_stage(from)), offset(0)
    {
        std::size_t length = 0;
        const char *begin = t2s_event_text(from, &length, &offset);

        if (begin != nullptr)
            text = std::string_view(begin, length);
        if (t2s_event_call(from) != nullptr)
            call.emplace(t2s_event_call(from));
    }
};

/** A finding about SQL, or about knowledge. Line and column count from 1; 0 when it has no place. */
struct diagnostic {
    std::string code;
    int severity; /* T2S_SEVERITY_* */
    std::string message;
    std::string hint;
    int line;
    int column;

    explicit diagnostic(const t2s_diagnostic *from)
        : code(detail::text(t2s_diagnostic_code(from))), severity(t2s_diagnostic_severity(from)),
          message(detail::text(t2s_diagnostic_message(from))), hint(detail::text(t2s_diagnostic_hint(from))),
          line(t2s_diagnostic_line(from)), column(t2s_diagnostic_column(from))
    {
    }
};

/** What was done to mend a text. */
struct fix {
    struct edit {
        std::size_t start; /* of the given text, in bytes */
        std::size_t length;
        std::string text; /* what stands there instead */
    };
    std::string name; /* its kind */
    std::string code; /* of the error that it is for */
    std::string message;
    std::vector<edit> edits;

    explicit fix(const t2s_fix *from)
        : name(detail::text(t2s_fix_name(from))), code(detail::text(t2s_fix_code(from))), message(detail::text(t2s_fix_message(from)))
    {
        for (std::size_t i = 0; i < t2s_fix_edit_count(from); i++) {
            edit made{};

            made.text = detail::text(t2s_fix_edit(from, i, &made.start, &made.length));
            edits.push_back(std::move(made));
        }
    }
};

/** A place where SQL reaches a function. */
struct function_use {
    std::string name;
    std::string schema; /* "": not known */
    int form;           /* T2S_FUNCTION_FORM_* */
    int kind;           /* T2S_FUNCTION_CLASS_* */
    int position;       /* in bytes; -1: no place */
    bool is_definer;    /* runs with the rights of its owner */

    explicit function_use(const t2s_function_use *from)
        : name(detail::text(t2s_function_use_name(from))), schema(detail::text(t2s_function_use_schema(from))),
          form(t2s_function_use_form(from)), kind(t2s_function_use_class(from)), position(t2s_function_use_position(from)),
          is_definer(t2s_function_use_is_definer(from) != 0)
    {
    }
};

/** SQL as the library understood it. Copies share it; any thread may read it. More facts by get() and text2sql/facts.h. */
class statement
{
  public:
    /** Takes it over. */
    explicit statement(t2s_statement *handle) : handle_(handle, t2s_statement_free)
    {
    }
    /** One that lives as long as something else. */
    explicit statement(std::shared_ptr<const t2s_statement> handle) : handle_(std::move(handle))
    {
    }

    const t2s_statement *get() const noexcept
    {
        return handle_.get();
    }
    /** Mended, where it was. */
    std::string sql() const
    {
        return detail::text(t2s_statement_sql(get()));
    }
    std::string original_sql() const
    {
        return detail::text(t2s_statement_original_sql(get()));
    }
    bool valid() const noexcept
    {
        return t2s_statement_valid(get()) != 0;
    }
    /** "postgres", ... */
    std::string dialect() const
    {
        return detail::text(t2s_statement_dialect(get()));
    }
    /** "SELECT" for every query, else the command; "" when it did not parse. */
    std::string kind() const
    {
        return detail::text(t2s_statement_kind(get()));
    }
    /** The word of the first thing that writes, locks, or is no query. */
    std::optional<std::string> writes() const
    {
        const char *word = nullptr;

        if (t2s_statement_writes(get(), &word, nullptr) == 0)
            return std::nullopt;
        return detail::text(word);
    }
    std::vector<diagnostic> diagnostics() const
    {
        return all<diagnostic>(t2s_statement_diagnostic_count, t2s_statement_diagnostic);
    }
    /** What was done to the given text; none when it is as it was given. */
    std::vector<fix> fixes() const
    {
        return all<fix>(t2s_statement_fix_count, t2s_statement_fix);
    }
    std::vector<function_use> function_uses() const
    {
        return all<function_use>(t2s_statement_function_use_count, t2s_statement_function_use);
    }
    /** What is read, "schema.name" or, where the schema is not known, "name". */
    std::vector<std::string> relations() const
    {
        std::vector<std::string> names;

        for (std::size_t i = 0; i < t2s_statement_relation_count(get()); i++) {
            const t2s_relation *relation = t2s_statement_relation(get(), i);
            const std::string schema = detail::text(t2s_relation_schema(relation));

            names.push_back((schema.empty() ? "" : schema + ".") + detail::text(t2s_relation_name(relation)));
        }
        return names;
    }
    /** The names and the types of the result's columns; "" where they are not known. */
    std::vector<std::pair<std::string, std::string>> outputs() const
    {
        std::vector<std::pair<std::string, std::string>> found;

        for (std::size_t i = 0; i < t2s_statement_output_count(get()); i++)
            found.emplace_back(detail::text(t2s_statement_output(get(), i)), detail::text(t2s_statement_output_type(get(), i)));
        return found;
    }
    /** T2S_MEASURE_*. */
    std::int64_t measure(int number) const noexcept
    {
        return t2s_statement_measure(get(), number);
    }

  private:
    template <typename T, typename Item>
    std::vector<T> all(std::size_t (*count)(const t2s_statement *), const Item *(*item)(const t2s_statement *, std::size_t)) const
    {
        std::vector<T> found;

        for (std::size_t i = 0; i < count(get()); i++)
            found.emplace_back(item(get(), i));
        return found;
    }

    std::shared_ptr<const t2s_statement> handle_;
};

/** The answer to a question. Copies share it; any thread may read it. */
class answer
{
  public:
    /** Takes over one reference. */
    explicit answer(t2s_answer *handle) : handle_(handle, t2s_answer_unref)
    {
    }

    t2s_answer *get() const noexcept
    {
        return handle_.get();
    }
    /** T2S_OUTCOME_*. */
    int outcome() const noexcept
    {
        return t2s_answer_outcome(get());
    }
    /** "" when there was none. */
    std::string sql() const
    {
        return detail::text(t2s_answer_sql(get()));
    }
    std::string explanation() const
    {
        return detail::text(t2s_answer_explanation(get()));
    }
    std::string clarification() const
    {
        return detail::text(t2s_answer_clarification(get()));
    }
    std::string refused_by() const
    {
        return detail::text(t2s_answer_refused_by(get()));
    }
    /** Why it was refused, or "". */
    std::string refusal() const
    {
        return detail::text(t2s_answer_refusal(get()));
    }
    /** What the database's planner expected the SQL to cost, in its own units, where it was asked: setting "dry_run". */
    std::optional<double> plan_cost() const noexcept
    {
        const double cost = t2s_answer_plan_cost(get());

        return cost >= 0 ? std::optional<double>(cost) : std::nullopt;
    }
    /** How many rows it expected. */
    std::optional<double> plan_rows() const noexcept
    {
        const double rows = t2s_answer_plan_rows(get());

        return rows >= 0 ? std::optional<double>(rows) : std::nullopt;
    }
    /** Was the database out of reach, so that the last known schema was used? */
    bool schema_is_stale() const noexcept
    {
        return t2s_answer_schema_is_stale(get()) != 0;
    }
    /** The SQL as the library understood it. */
    std::optional<text2sql::statement> statement() const
    {
        const t2s_statement *found = t2s_answer_statement(get());

        if (found == nullptr)
            return std::nullopt;
        return text2sql::statement(std::shared_ptr<const t2s_statement>(handle_, found));
    }
    /** The calls of models that were made for it, in the order in which they began; none for one out of the cache. */
    std::vector<call> calls() const
    {
        std::vector<call> records;

        for (std::size_t i = 0; i < t2s_answer_call_count(get()); i++)
            records.emplace_back(t2s_answer_call(get(), i));
        return records;
    }
    /** T2S_COUNTER_*, e.g. T2S_COUNTER_COST. */
    std::uint64_t counter(int number) const noexcept
    {
        return t2s_answer_counter(get(), number);
    }
    bool has_rows() const noexcept
    {
        return t2s_answer_result(get()) != nullptr;
    }
    std::size_t row_count() const noexcept
    {
        return has_rows() ? t2s_result_row_count(t2s_answer_result(get())) : 0;
    }
    std::size_t column_count() const noexcept
    {
        return has_rows() ? t2s_result_column_count(t2s_answer_result(get())) : 0;
    }
    std::string column_name(std::size_t column) const
    {
        return has_rows() ? detail::text(t2s_result_column_name(t2s_answer_result(get()), column)) : "";
    }
    /** The database's text form, raw bytes of binary columns; nothing for NULL. Lives as long as the answer. */
    std::optional<std::string_view> value(std::size_t row, std::size_t column) const
    {
        std::size_t length = 0;
        const char *text = has_rows() ? t2s_result_value(t2s_answer_result(get()), row, column, &length) : nullptr;

        if (text == nullptr)
            return std::nullopt;
        return std::string_view(text, length);
    }
    /** The rows as text, T2S_FORMAT_*; "" when nothing was run. */
    std::string format(int form = T2S_FORMAT_TABLE) const
    {
        char *text = nullptr;
        std::size_t length = 0;

        if (!has_rows())
            return "";
        detail::check(t2s_result_format(t2s_answer_result(get()), form, &text, &length));
        std::unique_ptr<char, void (*)(void *)> held(text, t2s_free);
        return std::string(text, length);
    }

  private:
    std::shared_ptr<t2s_answer> handle_;
};

/** A provider, the library's or one's own. Copies share it. */
class provider
{
  public:
    /** Takes over one reference. */
    explicit provider(t2s_provider *handle) : handle_(handle, t2s_provider_unref)
    {
    }
    t2s_provider *get() const noexcept
    {
        return handle_.get();
    }

  private:
    std::shared_ptr<t2s_provider> handle_;
};

/** What tokens cost, by model, in the currency of your choice for a million of them. Copies share it; any thread may use it. */
class price_list
{
  public:
    price_list() : handle_(make(), t2s_price_list_unref)
    {
    }
    /** From JSON: {"gpt-4.1*": {"input": 2.0, "cached_input": 0.5, "output": 8.0}}. */
    explicit price_list(std::string_view json) : price_list()
    {
        t2s_error *failed = nullptr;
        int code = t2s_price_list_set_json(get(), json.data(), json.size(), &failed);

        detail::check(code, failed);
    }
    t2s_price_list *get() const noexcept
    {
        return handle_.get();
    }
    /** A name that ends in "*" is the beginning of names. */
    void set(const std::string &model, double input, double cached_input, double output)
    {
        detail::check(t2s_price_list_set(get(), model.c_str(), input, cached_input, output));
    }

  private:
    static t2s_price_list *make()
    {
        t2s_price_list *handle = nullptr;

        detail::check(t2s_price_list_new(&handle));
        return handle;
    }

    std::shared_ptr<t2s_price_list> handle_;
};

/** A cache of validated answers. Copies share it, and so may contexts. */
class cache
{
  public:
    /** Takes over one reference. */
    explicit cache(t2s_cache *handle) : handle_(handle, t2s_cache_unref)
    {
    }
    t2s_cache *get() const noexcept
    {
        return handle_.get();
    }

  private:
    std::shared_ptr<t2s_cache> handle_;
};

/** A cache in this process's memory. Settings: max_bytes, ttl_ms. */
inline cache memory_cache(const settings &given = {})
{
    t2s_cache *handle = nullptr;
    t2s_error *failed = nullptr;
    int code = t2s_memory_cache_new(detail::options(given).get(), &handle, &failed);

    detail::check(code, failed);
    return cache(handle);
}

namespace detail
{

/* A provider by one of the library's functions, whose last arguments are the provider and the error. */
template <typename Function, typename... Arguments> provider make_provider(Function function, Arguments... arguments)
{
    t2s_provider *handle = nullptr;
    t2s_error *failed = nullptr;
    int code = function(arguments..., &handle, &failed);

    check(code, failed);
    return provider(handle);
}

} // namespace detail

/** OpenAI, or a server that speaks one of its APIs. */
inline provider openai(const settings &given = {})
{
    return detail::make_provider(t2s_openai_provider_new, detail::options(given).get());
}

/** Anthropic's Messages API, or a server that speaks it. */
inline provider anthropic(const settings &given = {})
{
    return detail::make_provider(t2s_anthropic_provider_new, detail::options(given).get());
}

/** Answers from a recording. */
inline provider replay(const std::string &path)
{
    return detail::make_provider(t2s_replay_provider_new, path.c_str());
}

/** Asks another provider, and records its replies for replay(). */
inline provider recording(const provider &inner, const std::string &path)
{
    return detail::make_provider(t2s_recording_provider_new, inner.get(), path.c_str());
}

/** Tries again where trying again may help. */
inline provider retry(const provider &inner, const settings &given = {})
{
    return detail::make_provider(t2s_retry_provider_new, inner.get(), detail::options(given).get());
}

/** Asks the first, and the next one when that fails, is slow, refuses, or replies what is no use. */
inline provider chain(const std::vector<provider> &inners, const settings &given = {})
{
    std::vector<t2s_provider *> handles;

    for (const provider &inner : inners)
        handles.push_back(inner.get());
    return detail::make_provider(t2s_chain_provider_new, handles.data(), handles.size(), detail::options(given).get());
}

/** Leaves a provider alone for a while that fails. */
inline provider breaker(const provider &inner, const settings &given = {})
{
    return detail::make_provider(t2s_breaker_provider_new, inner.get(), detail::options(given).get());
}

/** Asks a second provider too when the first is slow; the first good reply counts. */
inline provider hedge(const provider &first, const provider &second, const settings &given = {})
{
    return detail::make_provider(t2s_hedge_provider_new, first.get(), second.get(), detail::options(given).get());
}

/** Keeps within a server's limits, callers taking turns. */
inline provider limit(const provider &inner, const settings &given = {})
{
    return detail::make_provider(t2s_limit_provider_new, inner.get(), detail::options(given).get());
}

/** Never spends more tokens than is allowed. */
inline provider budget(const provider &inner, const settings &given)
{
    return detail::make_provider(t2s_budget_provider_new, inner.get(), static_cast<t2s_price_list *>(nullptr),
                                 detail::options(given).get());
}

/** Never spends more tokens or money than is allowed. */
inline provider budget(const provider &inner, const price_list &prices, const settings &given)
{
    return detail::make_provider(t2s_budget_provider_new, inner.get(), prices.get(), detail::options(given).get());
}

/** A whole tree of providers, e.g. {"retry": {"attempts": 3, "of": {"openai": {}}}}. */
inline provider provider_from_json(std::string_view json)
{
    return detail::make_provider(t2s_provider_from_json, json.data(), json.size(), static_cast<t2s_price_list *>(nullptr));
}

/** The same, with prices for its budgets. */
inline provider provider_from_json(std::string_view json, const price_list &prices)
{
    return detail::make_provider(t2s_provider_from_json, json.data(), json.size(), prices.get());
}

/**
 * A provider that is a function from a prompt to the reply's text. It runs on the loop's thread and must not block; what it throws
 * is the call's error. Answers that are kept for one name are not given for another: t2s_provider_set_identity() says more. One that
 * waits for something is written against text2sql/sys/provider.h.
 */
inline provider function_provider(const std::string &name, std::function<std::string(const t2s_prompt *)> complete)
{
    using function = std::function<std::string(const t2s_prompt *)>;
    t2s_provider_ops ops = {};
    t2s_provider *handle = nullptr;

    ops.struct_size = sizeof(ops);
    ops.start = [](void *user_data, const t2s_prompt *prompt, t2s_reply *reply) -> int {
        t2s_error *failed = nullptr;

        try {
            std::string text = (*static_cast<function *>(user_data))(prompt);

            detail::check(t2s_reply_append(reply, text.data(), text.size()));
        } catch (const error &e) {
            failed = t2s_error_new(e.code(), e.what());
            t2s_error_set_retryable(failed, e.retryable());
        } catch (const std::exception &e) {
            failed = t2s_error_new(T2S_E_INTERNAL, e.what());
        } catch (...) {
            failed = t2s_error_new(T2S_E_INTERNAL, nullptr);
        }
        t2s_reply_finish(reply, failed);
        return 0;
    };
    ops.destroy = [](void *user_data) { delete static_cast<function *>(user_data); };
    detail::check(t2s_provider_new(name.c_str(), &ops, new function(std::move(complete)), &handle));
    return provider(handle);
}

/** Knowledge that cannot be read, and all that is wrong with it. */
class knowledge_error : public error
{
  public:
    knowledge_error(int code, const t2s_error *from, const t2s_knowledge_report *report) : error(code, from)
    {
        for (std::size_t i = 0; i < t2s_knowledge_report_count(report); i++)
            problems_.emplace_back(t2s_knowledge_report_problem(report, i));
    }
    const std::vector<diagnostic> &problems() const noexcept
    {
        return problems_;
    }

  private:
    std::vector<diagnostic> problems_;
};

/** What people know of a database that its schema does not say; docs/knowledge.md describes it. Copies share it. */
class knowledge
{
  public:
    /** From JSON. Throws knowledge_error. */
    explicit knowledge(std::string_view json) : knowledge(read(t2s_knowledge_new_from_text, json.data(), json.size()))
    {
    }
    static knowledge from_file(const std::string &path)
    {
        return knowledge(read(t2s_knowledge_new_from_file, path.c_str()));
    }
    t2s_knowledge *get() const noexcept
    {
        return handle_.get();
    }

  private:
    explicit knowledge(t2s_knowledge *handle) : handle_(handle, t2s_knowledge_unref)
    {
    }

    template <typename Function, typename... Arguments> static t2s_knowledge *read(Function function, Arguments... arguments)
    {
        t2s_knowledge *handle = nullptr;
        t2s_knowledge_report *report = nullptr;
        t2s_error *failed = nullptr;
        int code = function(arguments..., &handle, &report, &failed);
        detail::owner<t2s_knowledge_report, t2s_knowledge_report_free> held_report(report);
        detail::owner<t2s_error, t2s_error_unref> held(failed);

        if (code != 0)
            throw knowledge_error(code, failed, report);
        return handle;
    }

    std::shared_ptr<t2s_knowledge> handle_;
};

/** Holds a database and a provider, and asks them. Movable, not copyable. */
class context
{
  public:
    explicit context(const settings &given = {})
    {
        t2s_context *handle = nullptr;
        t2s_error *failed = nullptr;
        int code = t2s_context_new(detail::options(given).get(), &handle, &failed);

        detail::check(code, failed);
        handle_.reset(handle);
    }
    context(context &&) noexcept = default;
    context &operator=(context &&other) noexcept
    {
        handle_ = std::move(other.handle_); /* the old one is freed first: it may have events to tell */
        listeners_ = std::move(other.listeners_);
        return *this;
    }

    t2s_context *get() const noexcept
    {
        return handle_.get();
    }

    /** Take schema and rows from a database. */
    void use_database(const std::string &uri)
    {
        t2s_error *failed = nullptr;
        int code = t2s_context_use_database(get(), uri.c_str(), &failed);

        detail::check(code, failed);
    }

    /** Take the schema from files of SQL, for postgres, trino or presto; nothing can be run then, so set settings{{"execute", "0"}}. */
    void use_schema_files(const std::vector<std::string> &paths, const std::string &dialect_name = "postgres")
    {
        std::vector<const char *> names;
        t2s_metadata_source *source = nullptr;
        t2s_dialect *dialect = nullptr;
        t2s_error *failed = nullptr;

        for (const std::string &path : paths)
            names.push_back(path.c_str());
        int code = t2s_ddl_metadata_source_new_with(names.data(), names.size(), detail::options({{"dialect", dialect_name}}).get(),
                                                    &source, &failed);
        detail::check(code, failed);
        detail::owner<t2s_metadata_source, t2s_metadata_source_unref> held_source(source);
        detail::check(t2s_dialect_by_name(dialect_name.c_str(), &dialect));
        detail::owner<t2s_dialect, t2s_dialect_unref> held_dialect(dialect);
        detail::check(t2s_context_set_dialect(get(), dialect));
        detail::check(t2s_context_set_metadata_source(get(), source));
    }

    /** Say what kind of SQL is written, e.g. t2s_trino_dialect_new. */
    void set_dialect(int (*new_dialect)(t2s_dialect **))
    {
        t2s_dialect *dialect = nullptr;

        detail::check(new_dialect(&dialect));
        detail::owner<t2s_dialect, t2s_dialect_unref> held(dialect);
        detail::check(t2s_context_set_dialect(get(), dialect));
    }

    void set_provider(const provider &chosen)
    {
        detail::check(t2s_context_set_provider(get(), chosen.get()));
    }

    /** Say what tokens cost, for call::cost. */
    void set_price_list(const price_list &prices)
    {
        detail::check(t2s_context_set_price_list(get(), prices.get()));
    }

    /** Set a policy, "functions", "catalogs", "access" or "limits", with these settings and no others: see text2sql/validator.h. */
    void set_policy(const std::string &name, const settings &given = {})
    {
        t2s_error *failed = nullptr;
        int code = t2s_context_set_policy(get(), name.c_str(), detail::options(given).get(), &failed);

        detail::check(code, failed);
    }

    void set_knowledge(const knowledge &known)
    {
        detail::check(t2s_context_set_knowledge(get(), known.get()));
    }
    /** Without any. */
    void forget_knowledge()
    {
        detail::check(t2s_context_set_knowledge(get(), nullptr));
    }

    /** Read the schema anew before the next question. */
    void refresh_schema() noexcept
    {
        t2s_context_refresh_schema(get());
    }

    /** Check SQL as a question's would be checked; nothing is run. */
    statement check(std::string_view sql)
    {
        return statement_by(t2s_context_check_sync, sql);
    }

    /** Check SQL, and where it is rejected and has one sure mend, mend it: see statement::fixes(). */
    statement mend(std::string_view sql)
    {
        return statement_by(t2s_context_mend_sync, sql);
    }

    /** Summed up over all questions that have ended. T2S_COUNTER_*. */
    std::uint64_t counter(int number) const noexcept
    {
        return t2s_context_counter(get(), number);
    }

    /** Keep answers, and give them again to the same question of the same caller. */
    void set_cache(const cache &chosen)
    {
        detail::check(t2s_context_set_cache(get(), chosen.get()));
    }

    /** Choose what prompts are made of: see t2s_prompt_template_new(), and t2s_prompt_template_builtin() for a text to begin with.
     */
    void set_prompt_template(const std::string &text)
    {
        t2s_prompt_template *handle = nullptr;
        t2s_error *failed = nullptr;
        int code = t2s_prompt_template_new(text.c_str(), &handle, &failed);

        detail::check(code, failed);
        detail::owner<t2s_prompt_template, t2s_prompt_template_unref> held(handle);
        detail::check(t2s_context_set_prompt_template(get(), handle));
    }

    /**
     * Let a function hear of all questions that are asked from now on; an empty one: none does. It runs on the thread that drives
     * the context, and must not throw, wait for an answer, or destroy the context. With it, providers stream where they can.
     */
    void on_event(std::function<void(const event &)> listener)
    {
        if (!listener) {
            detail::check(t2s_context_set_event_callback(get(), nullptr, nullptr));
            return;
        }
        listeners_.push_back(std::make_unique<std::function<void(const event &)>>(std::move(listener)));
        auto callback = [](const t2s_event *happened, void *user_data) noexcept {
            (*static_cast<std::function<void(const event &)> *>(user_data))(event(happened));
        };
        detail::check(t2s_context_set_event_callback(get(), callback, listeners_.back().get()));
    }

    /** Ask and wait. The settings are for this question alone. Throws when the question failed. */
    answer ask(const std::string &question, const settings &given = {})
    {
        t2s_answer *handle = nullptr;
        t2s_error *failed = nullptr;
        int code = t2s_ask_sync(get(), question.c_str(), detail::options(given).get(), &handle, &failed);
        answer held(handle);

        detail::check(code, failed);
        return held;
    }

  private:
    template <typename Function> statement statement_by(Function function, std::string_view sql)
    {
        t2s_statement *handle = nullptr;
        t2s_error *failed = nullptr;
        int code = function(get(), sql.data(), sql.size(), &handle, &failed);

        detail::check(code, failed);
        return statement(handle);
    }

    std::vector<std::unique_ptr<std::function<void(const event &)>>> listeners_; /* all: questions under way keep the earlier one */
    detail::owner<t2s_context, t2s_context_free> handle_;                        /* freed first */
};

} // namespace text2sql

#endif
