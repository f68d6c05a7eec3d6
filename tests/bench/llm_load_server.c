/* SPDX-License-Identifier: MIT */
/*
 * A model's server for thousands of questions at once: one thread, Chat Completions over HTTP/1.1, and over HTTP/2 when the client
 * begins with it (prior knowledge). Each request is read to its end and answered a fixed time later, always with the same SQL.
 *
 *   llm_load_server [--port N] [--delay-ms N] [--streams N] [--sql TEXT] [--certificate FILE --key FILE]
 *
 * It listens on 127.0.0.1, on a free port unless one is given, and prints the port. GET /stats tells how many requests came, and
 * over how many connections; connections that ask nothing but that do not count. It ends when its standard input is closed.
 *
 *   --delay-ms   default 1000
 *   --streams    requests at once on an HTTP/2 connection, default 100
 *   --key        speak TLS, and HTTP/2 with whom offers it (ALPN)
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <uv.h>

#ifdef HAVE_NGHTTP2
#include <nghttp2/nghttp2.h>
#endif
#ifdef HAVE_OPENSSL
#include <openssl/err.h>
#include <openssl/ssl.h>
#endif

enum { HEAD_MAX = 4096, READ_SIZE = 65536 };

static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

struct connection {
    uv_tcp_t tcp; /* first */
    unsigned references;
    int is_closed;
    int is_counted;
    int is_stats; /* the request that is being read asks for them */
    size_t head_length;
    uint64_t body_left; /* of the request that is being read */
    char *head;         /* while a header is being read */
#ifdef HAVE_NGHTTP2
    nghttp2_session *session; /* NULL: HTTP/1.1 */
#endif
#ifdef HAVE_OPENSSL
    SSL *tls; /* NULL: none; it owns both ends */
    BIO *from_client;
    BIO *to_client;
#endif
};

/* A request that has been read, and is answered at its time. All wait equally long, so the first to come is the first to go. */
struct pending {
    struct pending *next;
    struct connection *connection;
    uint64_t due;
    int32_t stream;
};

static uv_loop_t *loop;
static uv_timer_t timer;
static struct pending *first;
static struct pending **last = &first;
static uint64_t delay_ms = 1000;
static uint64_t connections;
static uint64_t requests;
static char body[4096];
static size_t body_length;
static char answer[8192]; /* header and body, for HTTP/1.1 */
static size_t answer_length;

static void *must(void *memory)
{
    if (memory == NULL)
        abort();
    return memory;
}

static void release(struct connection *connection)
{
    if (--connection->references == 0) {
#ifdef HAVE_OPENSSL
        SSL_free(connection->tls);
#endif
        free(connection->head);
        free(connection);
    }
}

static void on_closed(uv_handle_t *handle)
{
    release((struct connection *)(void *)handle);
}

static void hang_up(struct connection *connection)
{
    if (connection->is_closed)
        return;
    connection->is_closed = 1;
#ifdef HAVE_NGHTTP2
    nghttp2_session_del(connection->session);
    connection->session = NULL;
#endif
    uv_close((uv_handle_t *)&connection->tcp, on_closed);
}

/* Sending. */

struct sending {
    uv_write_t write; /* first */
    char data[];
};

static void on_sent(uv_write_t *write, int status)
{
    if (status < 0)
        hang_up((struct connection *)(void *)write->handle);
    free(write);
}

static void put_raw(struct connection *connection, const char *data, size_t length)
{
    uv_buf_t buffer = uv_buf_init((char *)(uintptr_t)data, (unsigned)length);
    int sent = uv_try_write((uv_stream_t *)&connection->tcp, &buffer, 1);
    struct sending *rest;

    if (sent == (int)length)
        return;
    if (sent < 0)
        sent = 0;
    length -= (size_t)sent;
    rest = must(malloc(sizeof(*rest) + length));
    memcpy(rest->data, data + sent, length);
    buffer = uv_buf_init(rest->data, (unsigned)length);
    if (uv_write(&rest->write, (uv_stream_t *)&connection->tcp, &buffer, 1, on_sent) != 0) {
        free(rest);
        hang_up(connection);
    }
}

#ifdef HAVE_OPENSSL
static void flush_tls(struct connection *connection)
{
    char *data;
    long length = BIO_get_mem_data(connection->to_client, &data);

    if (length > 0)
        put_raw(connection, data, (size_t)length);
    BIO_reset(connection->to_client);
}
#endif

static void put(struct connection *connection, const char *data, size_t length)
{
#ifdef HAVE_OPENSSL
    if (connection->tls != NULL) {
        SSL_write(connection->tls, data, (int)length);
        flush_tls(connection);
        return;
    }
#endif
    put_raw(connection, data, length);
}

static void put_stats(struct connection *connection)
{
    char text[96];
    char whole[256];
    int length = snprintf(text, sizeof(text), "{\"connections\":%llu,\"requests\":%llu}\n", (unsigned long long)connections,
                          (unsigned long long)requests);

    length = snprintf(whole, sizeof(whole), "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
                      length, text);
    put(connection, whole, (size_t)length);
}

/* HTTP/2. */

#ifdef HAVE_NGHTTP2
static ssize_t read_answer(nghttp2_session *session, int32_t stream, uint8_t *data, size_t length, uint32_t *flags,
                           nghttp2_data_source *source, void *user_data)
{
    size_t from = (size_t)(uintptr_t)nghttp2_session_get_stream_user_data(session, stream);
    size_t size = body_length - from < length ? body_length - from : length;

    (void)source;
    (void)user_data;
    memcpy(data, body + from, size);
    nghttp2_session_set_stream_user_data(session, stream, (void *)(uintptr_t)(from + size));
    if (from + size == body_length)
        *flags |= NGHTTP2_DATA_FLAG_EOF;
    return (ssize_t)size;
}

static void flush_session(struct connection *connection)
{
    const uint8_t *data;
    ssize_t length;

    while (!connection->is_closed && (length = nghttp2_session_mem_send(connection->session, &data)) > 0)
        put(connection, (const char *)data, (size_t)length);
}

#define FIELD(name, value)                                                                                                         \
    {                                                                                                                              \
        (uint8_t *)(uintptr_t)(name), (uint8_t *)(uintptr_t)(value), sizeof(name) - 1, sizeof(value) - 1, NGHTTP2_NV_FLAG_NONE     \
    }

static void answer_stream(struct connection *connection, int32_t stream)
{
    const nghttp2_nv fields[] = {FIELD(":status", "200"), FIELD("content-type", "application/json")};
    const nghttp2_data_provider provider = {.read_callback = read_answer};

    if (nghttp2_session_find_stream(connection->session, stream) == NULL)
        return; /* given up meanwhile */
    nghttp2_submit_response(connection->session, stream, fields, sizeof(fields) / sizeof(*fields), &provider);
    flush_session(connection);
}
#endif

/* Answers in time. */

static void on_timer(uv_timer_t *handle)
{
    uv_update_time(loop);
    while (first != NULL && first->due <= uv_now(loop)) {
        struct pending *pending = first;
        struct connection *connection = pending->connection;

        first = pending->next;
        if (first == NULL)
            last = &first;
#ifdef HAVE_NGHTTP2
        if (!connection->is_closed && connection->session != NULL)
            answer_stream(connection, pending->stream);
        else
#endif
            if (!connection->is_closed)
            put(connection, answer, answer_length);
        release(connection);
        free(pending);
    }
    if (first != NULL)
        uv_timer_start(handle, on_timer, first->due - uv_now(loop), 0);
}

static void take_request(struct connection *connection, int32_t stream)
{
    struct pending *pending = must(malloc(sizeof(*pending)));

    requests++;
    connections += !connection->is_counted;
    connection->is_counted = 1;
    connection->references++;
    uv_update_time(loop);
    *pending = (struct pending){.connection = connection, .due = uv_now(loop) + delay_ms, .stream = stream};
    *last = pending;
    last = &pending->next;
    if (first == pending)
        uv_timer_start(&timer, on_timer, delay_ms, 0);
}

#ifdef HAVE_NGHTTP2
static int on_frame(nghttp2_session *session, const nghttp2_frame *frame, void *user_data)
{
    (void)session;
    if ((frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA) && (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0)
        take_request(user_data, frame->hd.stream_id);
    return 0;
}

static uint32_t streams = 100;

static void begin_session(struct connection *connection)
{
    const nghttp2_settings_entry settings[] = {{NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, streams},
                                               {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 1 << 20}};
    nghttp2_session_callbacks *callbacks;

    if (nghttp2_session_callbacks_new(&callbacks) != 0)
        abort();
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, on_frame);
    if (nghttp2_session_server_new(&connection->session, callbacks, connection) != 0)
        abort();
    nghttp2_session_callbacks_del(callbacks);
    nghttp2_submit_settings(connection->session, NGHTTP2_FLAG_NONE, settings, sizeof(settings) / sizeof(*settings));
    nghttp2_session_set_local_window_size(connection->session, NGHTTP2_FLAG_NONE, 0, 1 << 28);
}

static void read_session(struct connection *connection, const char *data, size_t length)
{
    if (nghttp2_session_mem_recv(connection->session, (const uint8_t *)data, length) < 0)
        hang_up(connection);
    else
        flush_session(connection);
}
#endif

/* HTTP/1.1. */

/* The length of the request's header with its empty line; 0: it is not there yet. */
static size_t header_length(const struct connection *connection)
{
    const char *end = strstr(connection->head, "\r\n\r\n");

    return end != NULL ? (size_t)(end - connection->head) + 4 : 0;
}

static uint64_t content_length(const char *head)
{
    for (const char *line = strstr(head, "\r\n"); line != NULL; line = strstr(line + 2, "\r\n"))
        if (strncasecmp(line + 2, "content-length:", 15) == 0)
            return strtoull(line + 17, NULL, 10);
    return 0;
}

static void end_request(struct connection *connection)
{
    if (connection->is_stats)
        put_stats(connection);
    else
        take_request(connection, 0);
}

/* Read on in a header, as far as it goes; what is behind it belongs to the body. Returns how much was used. */
static size_t read_head(struct connection *connection, const char *data, size_t length)
{
    size_t before = connection->head_length;
    size_t size = HEAD_MAX - 1 - before < length ? HEAD_MAX - 1 - before : length;
    size_t end;

    if (connection->head == NULL)
        connection->head = must(malloc(HEAD_MAX));
    memcpy(connection->head + before, data, size);
    connection->head_length += size;
    connection->head[connection->head_length] = '\0';
    end = header_length(connection);
    if (end == 0) {
        if (connection->head_length == HEAD_MAX - 1)
            hang_up(connection);
        return size;
    }
    connection->head[end] = '\0';
    connection->is_stats = strncmp(connection->head, "GET /stats ", 11) == 0;
    connection->body_left = content_length(connection->head);
    free(connection->head);
    connection->head = NULL;
    connection->head_length = 0;
    if (connection->body_left == 0)
        end_request(connection);
    return end - before;
}

static void read_requests(struct connection *connection, const char *data, size_t length)
{
    while (length > 0 && !connection->is_closed) {
        size_t used;

        if (connection->body_left == 0) {
            used = read_head(connection, data, length);
        } else {
            used = connection->body_left < length ? (size_t)connection->body_left : length;
            connection->body_left -= used;
            if (connection->body_left == 0)
                end_request(connection);
        }
        data += used;
        length -= used;
    }
}

/* Connections. */

static void on_buffer(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    static char shared[READ_SIZE]; /* what is read is used up at once */

    (void)handle;
    (void)suggested;
    *buffer = uv_buf_init(shared, sizeof(shared));
}

static void take(struct connection *connection, const char *data, size_t length)
{
#ifdef HAVE_NGHTTP2
    if (connection->session == NULL && !connection->is_counted && connection->head == NULL && length >= sizeof(preface) - 1 &&
        memcmp(data, preface, sizeof(preface) - 1) == 0)
        begin_session(connection);
    if (connection->session != NULL) {
        read_session(connection, data, length);
        return;
    }
#endif
    read_requests(connection, data, length);
}

#ifdef HAVE_OPENSSL
static SSL_CTX *tls_context;

static int choose_protocol(SSL *tls, const unsigned char **ret, unsigned char *ret_length, const unsigned char *offered,
                           unsigned length, void *user_data)
{
#ifdef HAVE_NGHTTP2
    static const unsigned char ours[] = "\x02h2\x08http/1.1";
#else
    static const unsigned char ours[] = "\x08http/1.1";
#endif
    unsigned char *chosen;

    (void)tls;
    (void)user_data;
    if (SSL_select_next_proto(&chosen, ret_length, ours, sizeof(ours) - 1, offered, length) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_NOACK;
    *ret = chosen;
    return SSL_TLSEXT_ERR_OK;
}

static int open_tls(const char *certificate, const char *key)
{
    tls_context = SSL_CTX_new(TLS_server_method());
    if (tls_context == NULL || SSL_CTX_use_certificate_chain_file(tls_context, certificate) != 1 ||
        SSL_CTX_use_PrivateKey_file(tls_context, key, SSL_FILETYPE_PEM) != 1)
        return 0;
    SSL_CTX_set_alpn_select_cb(tls_context, choose_protocol, NULL);
    SSL_CTX_set_mode(tls_context, SSL_MODE_RELEASE_BUFFERS);
    return 1;
}

static void begin_tls(struct connection *connection)
{
    connection->tls = must(SSL_new(tls_context));
    connection->from_client = must(BIO_new(BIO_s_mem()));
    connection->to_client = must(BIO_new(BIO_s_mem()));
    SSL_set_bio(connection->tls, connection->from_client, connection->to_client);
    SSL_set_accept_state(connection->tls);
}

static void take_tls(struct connection *connection, const char *data, size_t length)
{
    char plain[READ_SIZE];
    int got;

    BIO_write(connection->from_client, data, (int)length);
    while (!connection->is_closed && (got = SSL_read(connection->tls, plain, sizeof(plain))) > 0)
        take(connection, plain, (size_t)got);
    if (connection->is_closed)
        return;
    flush_tls(connection);
    if (SSL_get_error(connection->tls, -1) != SSL_ERROR_WANT_READ) {
        ERR_clear_error();
        hang_up(connection);
    }
}
#endif

static void on_read(uv_stream_t *stream, ssize_t length, const uv_buf_t *buffer)
{
    struct connection *connection = (struct connection *)(void *)stream;

    if (length < 0) {
        hang_up(connection);
        return;
    }
#ifdef HAVE_OPENSSL
    if (connection->tls != NULL) {
        take_tls(connection, buffer->base, (size_t)length);
        return;
    }
#endif
    take(connection, buffer->base, (size_t)length);
}

static void on_connection(uv_stream_t *listener, int status)
{
    struct connection *connection;

    if (status != 0)
        return;
    connection = must(calloc(1, sizeof(*connection)));
    connection->references = 1;
    uv_tcp_init(loop, &connection->tcp);
    if (uv_accept(listener, (uv_stream_t *)&connection->tcp) != 0) {
        hang_up(connection);
        return;
    }
    uv_tcp_nodelay(&connection->tcp, 1);
#ifdef HAVE_OPENSSL
    if (tls_context != NULL)
        begin_tls(connection);
#endif
    uv_read_start((uv_stream_t *)&connection->tcp, on_buffer, on_read);
}

static void on_input(uv_stream_t *stream, ssize_t length, const uv_buf_t *buffer)
{
    (void)stream;
    (void)buffer;
    if (length < 0)
        exit(0);
}

static int listen_on(uv_tcp_t *listener, int port)
{
    struct sockaddr_storage address;
    int length = sizeof(address);

    uv_ip4_addr("127.0.0.1", port, (struct sockaddr_in *)(void *)&address);
    uv_tcp_init(loop, listener);
    if (uv_tcp_bind(listener, (struct sockaddr *)&address, 0) != 0 || uv_listen((uv_stream_t *)listener, 65535, on_connection) != 0)
        return -1;
    uv_tcp_getsockname(listener, (struct sockaddr *)&address, &length);
    return ntohs(((struct sockaddr_in *)(void *)&address)->sin_port);
}

/* A text within a JSON string within a JSON string. */
static void write_escaped(char *ret, size_t size, const char *text)
{
    size_t at = 0;

    for (; *text != '\0' && at + 8 < size; text++) {
        if (*text == '"' || *text == '\\')
            at += (size_t)snprintf(ret + at, size - at, "\\\\\\%c", *text);
        else if ((unsigned char)*text >= 0x20)
            ret[at++] = *text;
    }
    ret[at] = '\0';
}

static void write_answer(const char *sql)
{
    char text[2048];

    write_escaped(text, sizeof(text), sql);
    body_length = (size_t)snprintf(
        body, sizeof(body),
        "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1741570283,\"model\":\"load\",\"choices\":[{\"index\":0,"
        "\"message\":{\"role\":\"assistant\",\"content\":\"{\\\"outcome\\\":\\\"answer\\\",\\\"sql\\\":\\\"%s\\\","
        "\\\"explanation\\\":"
        "\\\"\\\",\\\"assumptions\\\":[],\\\"clarification\\\":null}\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":"
        "\"stop\"}],"
        "\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":20,\"total_tokens\":120,\"prompt_tokens_details\":{\"cached_"
        "tokens\":"
        "64}}}",
        text);
    answer_length =
        (size_t)snprintf(answer, sizeof(answer),
                         "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", body_length, body);
}

static void open_files(void)
{
    struct rlimit files;

    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
}

int main(int argc, char **argv)
{
    const char *sql = "SELECT 1";
#ifdef HAVE_OPENSSL
    const char *certificate = NULL;
    const char *key = NULL;
#endif
    int port = 0;
    uv_tcp_t listener;
    uv_pipe_t input;

    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--port") == 0)
            port = atoi(argv[i + 1]);
        else if (strcmp(argv[i], "--delay-ms") == 0)
            delay_ms = strtoull(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--sql") == 0)
            sql = argv[i + 1];
#ifdef HAVE_NGHTTP2
        else if (strcmp(argv[i], "--streams") == 0)
            streams = (uint32_t)strtoul(argv[i + 1], NULL, 10);
#endif
#ifdef HAVE_OPENSSL
        else if (strcmp(argv[i], "--certificate") == 0)
            certificate = argv[i + 1];
        else if (strcmp(argv[i], "--key") == 0)
            key = argv[i + 1];
#endif
        else
            return 2;
    }
#ifdef HAVE_OPENSSL
    if (certificate != NULL && key != NULL && !open_tls(certificate, key)) {
        fprintf(stderr, "llm_load_server: the certificate or the key cannot be used\n");
        return 1;
    }
#endif
    open_files();
    write_answer(sql);
    loop = uv_default_loop();
    uv_timer_init(loop, &timer);
    port = listen_on(&listener, port);
    if (port < 0) {
        fprintf(stderr, "llm_load_server: the port cannot be had\n");
        return 1;
    }
    uv_pipe_init(loop, &input, 0);
    if (uv_guess_handle(0) == UV_NAMED_PIPE && uv_pipe_open(&input, 0) == 0)
        uv_read_start((uv_stream_t *)&input, on_buffer, on_input);
    printf("%d\n", port);
    fflush(stdout);
    uv_run(loop, UV_RUN_DEFAULT);
    return 0;
}
