/* SPDX-License-Identifier: MIT */
/* The text of a completion as it comes, from whatever thread, to who watches the root. Of several calls one is heard at a time.
 */
#include "provider/reply.h"

#include "util/memory.h"
#include "util/utf8.h"

/* Without a character that is cut off at the end: its other bytes are still to come. */
static size_t whole_characters(const char *text, size_t length)
{
    size_t back = 0;

    while (back < 3 && back < length && ((unsigned char)text[length - 1 - back] & 0xC0) == 0x80)
        back++;
    if (back < length && (unsigned char)text[length - 1 - back] >= 0xC0 &&
        t2s__utf8_size(text + length - 1 - back, back + 1) == 0)
        return length - 1 - back;
    return length;
}

/* What has come since the last time, to be freed; NULL: nothing, or no memory. */
static char *take_news(t2s_reply *reply, size_t *ret_length)
{
    char *news = NULL;

    pthread_mutex_lock(&reply->mutex);
    *ret_length =
        reply->text.length > reply->seen ? whole_characters(reply->text.data + reply->seen, reply->text.length - reply->seen) : 0;
    if (*ret_length != 0)
        news = t2s__strndup(reply->text.data + reply->seen, *ret_length);
    pthread_mutex_unlock(&reply->mutex);
    return news;
}

void t2s__reply_pass_news(t2s_reply *reply)
{
    t2s_reply *root = t2s__reply_root(reply);
    size_t length;
    size_t offset = reply->seen;
    char *news;

    if (root->watch == NULL || reply->record == NULL || reply->record->ended || (root->heard != NULL && root->heard != reply))
        return;
    news = take_news(reply, &length);
    if (news == NULL)
        return;
    root->heard = reply;
    reply->seen += length;
    root->watch(root, offset, news, length, root->watch_data);
    t2s__free(news);
}

static void run_progress(t2s__loop_node *node)
{
    t2s_reply *reply = (t2s_reply *)(void *)((char *)node - offsetof(t2s_reply, progress));

    atomic_store(&reply->progress_posted, 0);
    t2s__reply_pass_news(reply);
    t2s_reply_unref(reply);
}

void t2s__reply_post_news(t2s_reply *reply)
{
    if (!reply->watched || atomic_exchange(&reply->progress_posted, 1) != 0)
        return;
    t2s_reply_ref(reply);
    t2s__loop_post(reply->operation.loop, &reply->progress);
}

void t2s_reply_watch(t2s_reply *reply, t2s_reply_text_fn callback, void *user_data)
{
    if (reply == NULL || reply->given_up != 0)
        return;
    reply->watch = callback;
    reply->watch_data = user_data;
}

void t2s__reply_init_news(t2s_reply *reply, int watched)
{
    reply->watched = watched;
    reply->progress.run = run_progress;
}
