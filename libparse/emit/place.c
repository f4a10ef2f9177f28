/* place.c - see place.h. */
#include "place.h"

json_t *mz_emit_whole(json_t *value, bool ok)
{
    if (ok) return value;
    json_decref(value);
    return NULL;
}

bool mz_emit_set(json_t *object, const char *name, json_t *value)
{
    return json_object_set_new(object, name, value) == 0;
}

bool mz_emit_page(json_t *object, const mz_span *span)
{
    return span->page == 0 || mz_emit_set(object, "page", json_integer(span->page));
}

bool mz_emit_place(json_t *object, const mz_span *span)
{
    return mz_emit_set(object, "line", json_integer(span->line)) && mz_emit_page(object, span);
}
