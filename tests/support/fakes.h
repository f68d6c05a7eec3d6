/* SPDX-License-Identifier: MIT */
/*
 * A provider, a metadata source and an executor whose behaviour a test chooses. Each counts what is done to it.
 */
#ifndef T2S_TESTS_FAKES_H
#define T2S_TESTS_FAKES_H

#include <stdatomic.h>

#include <text2sql.h>
#include <text2sql/sys/catalog.h>
#include <text2sql/sys/executor.h>
#include <text2sql/sys/metadata.h>
#include <text2sql/sys/provider.h>
#include <text2sql/sys/validator.h>

/* How a fake ends what it was given. */
enum {
    FAKE_ANSWERS = 0,        /* inside start */
    FAKE_ANSWERS_LATER = 1,  /* from another thread */
    FAKE_FAILS = 2,          /* with T2S_E_SERVER */
    FAKE_REFUSES = 3,        /* start returns T2S_E_BUSY */
    FAKE_HANGS = 4,          /* until it is cancelled or detached, and then with T2S_E_CANCELLED */
    FAKE_DROPS = 5,          /* gives its reference up unfinished */
    FAKE_TWICE = 6           /* finishes twice */
};

enum { FAKE_REPLIES_MAX = 16 };

typedef struct fake_provider {
    int behaviour;
    const char *replies[FAKE_REPLIES_MAX]; /* one a call; the last one for all further calls */
    int starts;
    int cancels;
    atomic_int destroys; /* the last that is done to it */
    int attached;
    char *last_prompt; /* its last message */
    t2s_reply *hanging[FAKE_REPLIES_MAX];
    int hanging_count;
} fake_provider;

typedef struct fake_source {
    int behaviour;
    int starts;
    int cancels;
    atomic_int destroys; /* the last that is done to it */
    t2s_fetch *hanging;
} fake_source;

typedef struct fake_executor {
    int behaviour;
    const char *sqlstate; /* of a failure, which is then T2S_E_DATABASE; NULL: T2S_E_SERVER */
    int starts;
    int cancels;
    atomic_int destroys; /* the last that is done to it */
    char *last_sql;
    t2s_execution *hanging;
} fake_executor;

/* A reply of the model with this SQL; static storage, a few at a time. */
const char *fake_reply(const char *sql);

/* The fakes stay the test's; what comes back is a reference to release. NULL when memory is short. */
t2s_provider *fake_provider_new(fake_provider *fake);
t2s_metadata_source *fake_source_new(fake_source *fake);
t2s_executor *fake_executor_new(fake_executor *fake);

/* customers(id, name, city), orders(id, customer_id, total) with their keys. 0; T2S_E_NOMEM. */
int fake_catalog(t2s_catalog **ret_catalog);

/* A context with all three. NULL when memory is short. */
t2s_context *fake_context(fake_provider *provider, fake_source *source, fake_executor *executor, const t2s_options *options);

#endif
