/* SPDX-License-Identifier: MIT */
/* libtext2sql: a question in plain words in, validated SQL and its rows out. This header has all that a caller needs. */
#ifndef TEXT2SQL_H
#define TEXT2SQL_H

#include <text2sql/answer.h>
#include <text2sql/cache.h>
#include <text2sql/call.h>
#include <text2sql/catalog.h>
#include <text2sql/context.h>
#include <text2sql/diagnostic.h>
#include <text2sql/dialect.h>
#include <text2sql/error.h>
#include <text2sql/event.h>
#include <text2sql/executor.h>
#include <text2sql/facts.h>
#include <text2sql/fix.h>
#include <text2sql/knowledge.h>
#include <text2sql/log.h>
#include <text2sql/loop.h>
#include <text2sql/memory.h>
#include <text2sql/mend.h>
#include <text2sql/metadata.h>
#include <text2sql/metrics.h>
#include <text2sql/options.h>
#include <text2sql/price.h>
#include <text2sql/prompt.h>
#include <text2sql/provider.h>
#include <text2sql/request.h>
#include <text2sql/result.h>
#include <text2sql/retrieval.h>
#include <text2sql/statement.h>
#include <text2sql/token.h>
#include <text2sql/validator.h>
#include <text2sql/version.h>

#endif
