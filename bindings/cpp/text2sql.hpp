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
 */
#ifndef TEXT2SQL_HPP
#define TEXT2SQL_HPP

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
    explicit error(int code, const std::string &message = {})
        : std::runtime_error(message.empty() ? t2s_strerror(code) : message), code_(code)
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

/** OpenAI, or a server that speaks its protocol. */
inline provider openai(const settings &given = {})
{
    t2s_provider *handle = nullptr;
    t2s_error *failed = nullptr;
    int code = t2s_openai_provider_new(detail::options(given).get(), &handle, &failed);

    detail::check(code, failed);
    return provider(handle);
}

/** Answers from a recording. */
inline provider replay(const std::string &path)
{
    t2s_provider *handle = nullptr;
    t2s_error *failed = nullptr;
    int code = t2s_replay_provider_new(path.c_str(), &handle, &failed);

    detail::check(code, failed);
    return provider(handle);
}

/**
 * A provider that is a function from a prompt to the reply's text. It runs on the loop's thread and must not block; what it throws is
 * the call's error. One that waits for something is written against text2sql/sys/provider.h.
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

    /** Take the schema from files of SQL; nothing can be run then, so set settings{{"execute", "0"}}. */
    void use_schema_files(const std::vector<std::string> &paths)
    {
        std::vector<const char *> names;
        t2s_metadata_source *source = nullptr;
        t2s_dialect *dialect = nullptr;
        t2s_error *failed = nullptr;

        for (const std::string &path : paths)
            names.push_back(path.c_str());
        int code = t2s_ddl_metadata_source_new(names.data(), names.size(), &source, &failed);
        detail::check(code, failed);
        detail::owner<t2s_metadata_source, t2s_metadata_source_unref> held_source(source);
        detail::check(t2s_postgres_dialect_new(&dialect));
        detail::owner<t2s_dialect, t2s_dialect_unref> held_dialect(dialect);
        detail::check(t2s_context_set_dialect(get(), dialect));
        detail::check(t2s_context_set_metadata_source(get(), source));
    }

    void set_provider(const provider &chosen)
    {
        detail::check(t2s_context_set_provider(get(), chosen.get()));
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
    detail::owner<t2s_context, t2s_context_free> handle_;
};

} // namespace text2sql

#endif
