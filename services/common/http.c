/* http.c - metrics and health over libmicrohttpd. */
#include "common/http.h"

#include <inttypes.h>
#include <microhttpd.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>

#include "common/log.h"

struct mz_http {
    const mz_http_settings *settings;
    struct MHD_Daemon *daemon;
    uint16_t port;
};

static enum MHD_Result answer(struct MHD_Connection *connection, unsigned status, const char *type, void *text,
                              size_t length, enum MHD_ResponseMemoryMode mode)
{
    struct MHD_Response *response = MHD_create_response_from_buffer(length, text, mode);
    if (response == NULL) return MHD_NO;
    enum MHD_Result result = MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
    if (result == MHD_YES) result = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result answer_metrics(struct MHD_Connection *connection, const mz_metrics *metrics)
{
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    if (stream == NULL) return MHD_NO;
    mz_metrics_print(metrics, stream);
    if (fclose(stream) != 0) {
        free(text);
        return MHD_NO;
    }
    return answer(connection, MHD_HTTP_OK, "text/plain; version=0.0.4; charset=utf-8", text, length,
                  MHD_RESPMEM_MUST_FREE);
}

static bool is_healthy(const mz_http_settings *settings, char *reason, size_t size)
{
    const int64_t silent = mz_clock_us() - *settings->turned_at;
    if (silent >= settings->stall_us)
        snprintf(reason, size, "the main loop has been silent for %" PRId64 " s", silent / 1000000);
    return silent < settings->stall_us;
}

static enum MHD_Result answer_health(struct MHD_Connection *connection, bool good, const char *reason)
{
    char text[300];
    const int length = snprintf(text, sizeof text, "%s\n", good ? "ok" : reason);
    return answer(connection, good ? MHD_HTTP_OK : MHD_HTTP_SERVICE_UNAVAILABLE, "text/plain; charset=utf-8", text,
                  length > 0 ? (size_t)length : 0, MHD_RESPMEM_MUST_COPY);
}

static enum MHD_Result serve(void *opaque, struct MHD_Connection *connection, const char *url, const char *method,
                             const char *version, const char *upload, size_t *upload_size, void **request)
{
    (void)version, (void)upload, (void)upload_size, (void)request;
    const mz_http_settings *settings = ((mz_http *)opaque)->settings;
    char reason[256] = "";
    const size_t size = sizeof reason;
    if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0)
        return answer(connection, MHD_HTTP_METHOD_NOT_ALLOWED, "text/plain", "only GET\n", 9, MHD_RESPMEM_PERSISTENT);
    if (strcmp(url, "/metrics") == 0) return answer_metrics(connection, settings->metrics);
    if (strcmp(url, "/healthz") == 0) return answer_health(connection, is_healthy(settings, reason, size), reason);
    if (strcmp(url, "/readyz") == 0)
        return answer_health(connection, settings->ready(settings->opaque, reason, size), reason);
    return answer(connection, MHD_HTTP_NOT_FOUND, "text/plain", "/metrics /healthz /readyz\n", 26,
                  MHD_RESPMEM_PERSISTENT);
}

/* Splits "HOST:PORT" or "[ADDRESS]:PORT" and resolves it. The caller frees the result with freeaddrinfo. */
static struct addrinfo *resolve(const char *address)
{
    char host[256];
    const char *colon = strrchr(address, ':');
    if (colon == NULL || (size_t)(colon - address) >= sizeof host) return NULL;
    size_t length = (size_t)(colon - address);
    const char *start = address;
    if (length >= 2 && start[0] == '[' && start[length - 1] == ']') {
        start++;
        length -= 2;
    }
    memcpy(host, start, length);
    host[length] = '\0';
    const struct addrinfo hints = {
        .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    struct addrinfo *list = NULL;
    return getaddrinfo(length > 0 ? host : NULL, colon + 1, &hints, &list) == 0 ? list : NULL;
}

bool mz_http_start(const mz_http_settings *settings, mz_http **http)
{
    *http = NULL;
    if (settings->address[0] == '\0') return true;
    struct addrinfo *where = resolve(settings->address);
    mz_http *server = where != NULL ? calloc(1, sizeof *server) : NULL;
    if (server != NULL) {
        server->settings = settings;
        unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD;
        if (where->ai_family == AF_INET6) flags |= MHD_USE_IPv6;
        server->daemon =
            MHD_start_daemon(flags, 0, NULL, NULL, serve, server, MHD_OPTION_SOCK_ADDR, where->ai_addr,
                             MHD_OPTION_CONNECTION_TIMEOUT, 10U, MHD_OPTION_CONNECTION_LIMIT, 64U, MHD_OPTION_END);
    }
    if (where != NULL) freeaddrinfo(where);
    if (server == NULL || server->daemon == NULL) {
        mz_log(MZ_LOG_ERROR, "http-failed", "{s:s, s:s}", "address", settings->address, "message",
               "cannot listen: the address is wrong or taken");
        free(server);
        return false;
    }
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
    server->port = info != NULL ? info->port : 0;
    mz_log(MZ_LOG_INFO, "http-listening", "{s:s, s:i}", "address", settings->address, "port", (int)server->port);
    *http = server;
    return true;
}

uint16_t mz_http_port(const mz_http *http)
{
    return http != NULL ? http->port : 0;
}

void mz_http_stop(mz_http *http)
{
    if (http == NULL) return;
    MHD_stop_daemon(http->daemon);
    free(http);
}
