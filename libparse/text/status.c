/* status.c - stable names of statuses. */
#include <mingzhang/status.h>

const char *mz_status_name(mz_status status)
{
    switch (status) {
    case MZ_OK:
        return "ok";
    case MZ_ERR_MEMORY:
        return "out-of-memory";
    case MZ_ERR_LIMIT:
        return "limit-exceeded";
    case MZ_ERR_EMPTY:
        return "empty-document";
    case MZ_ERR_ENCODING:
        return "bad-encoding";
    case MZ_ERR_BINARY:
        return "binary-document";
    case MZ_ERR_NOT_DISCLOSURE:
        return "not-a-disclosure";
    case MZ_ERR_TRUNCATED:
        return "truncated-document";
    case MZ_ERR_CATALOGUE:
        return "bad-catalogue";
    case MZ_ERR_ARGUMENT:
        return "bad-argument";
    }
    return "unknown";
}

const char *mz_version(void)
{
    return MZ_VERSION;
}
