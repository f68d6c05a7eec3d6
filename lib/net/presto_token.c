/* SPDX-License-Identifier: MIT */
/* A bearer token that somebody else renews, in a file. It is read for each statement, on a worker: a file system may be slow. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "net/presto_internal.h"
#include "util/error.h"
#include "util/memory.h"

enum { TOKEN_MAX = 65536 };

struct t2s__presto_token {
    t2s__presto_token_fn callback; /* NULL: forgotten. Only touched on the loop's thread */
    void *user_data;
    char *path;
    char *authorization;
    t2s_error *error;
};

static void token_free(t2s__presto_token *token)
{
    t2s__presto_free_secret(token->authorization);
    t2s_error_unref(token->error);
    t2s__free(token->path);
    t2s__free(token);
}

/* Only of a regular file: a pipe or a device might keep the reader waiting. The bytes read; -1 with errno. */
static ssize_t read_file(const char *path, char *text, size_t size)
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    struct stat status;
    size_t length = 0;
    ssize_t count = 1;
    int saved;

    if (fd < 0)
        return -1;
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        close(fd);
        errno = EINVAL;
        return -1;
    }
    while (count != 0 && length < size) {
        count = read(fd, text + length, size - length);
        if (count < 0 && errno != EINTR)
            break;
        length += count > 0 ? (size_t)count : 0;
    }
    saved = errno;
    close(fd);
    errno = saved;
    return count < 0 ? -1 : (ssize_t)length;
}

static void make_authorization(t2s__presto_token *token, char *text, size_t length)
{
    t2s__buffer value = T2S__BUFFER_INIT;

    while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == '\r' || text[length - 1] == ' '))
        length--;
    text[length] = '\0';
    if (t2s__presto_value_check("the token in the file", text, &token->error) != 0)
        return;
    t2s__buffer_printf(&value, "Bearer %s", text);
    token->authorization = t2s__buffer_steal(&value, NULL);
    if (token->authorization == NULL)
        token->error = t2s_error_new(T2S_E_NOMEM, NULL);
}

static void work(void *user_data)
{
    t2s__presto_token *token = user_data;
    char *text = t2s__malloc(TOKEN_MAX + 1);
    ssize_t length;

    if (text == NULL) {
        token->error = t2s_error_new(T2S_E_NOMEM, NULL);
        return;
    }
    length = read_file(token->path, text, TOKEN_MAX + 1);
    if (length < 0)
        token->error = t2s__error(T2S_E_IO, "the file of the token cannot be read: %s", strerror(errno));
    else if (length > TOKEN_MAX)
        token->error = t2s__error(T2S_E_TOO_LARGE, "the file of the token is longer than %d bytes", TOKEN_MAX);
    else
        make_authorization(token, text, (size_t)length);
    t2s__wipe(text, TOKEN_MAX + 1);
    t2s__free(text);
}

static void done(void *user_data)
{
    t2s__presto_token *token = user_data;
    char *authorization = token->authorization;
    t2s_error *error = token->error;

    if (token->callback != NULL) {
        token->authorization = NULL;
        token->error = NULL;
        token->callback(token->user_data, authorization, error);
    }
    token_free(token);
}

int t2s__presto_token_read(const t2s__presto_config *config, t2s_loop *loop, t2s__presto_token_fn callback, void *user_data,
                           t2s__presto_token **ret_token)
{
    t2s__presto_token *token = t2s__calloc(1, sizeof(*token));

    if (token == NULL)
        return T2S_E_NOMEM;
    token->callback = callback;
    token->user_data = user_data;
    token->path = t2s__strdup(config->token_file);
    if (token->path == NULL || t2s_loop_work(loop, work, done, token) != 0) {
        token_free(token);
        return T2S_E_NOMEM;
    }
    *ret_token = token;
    return 0;
}

void t2s__presto_token_forget(t2s__presto_token *token)
{
    if (token != NULL)
        token->callback = NULL;
}
