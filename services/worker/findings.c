/* findings.c - see findings.h. */
#include "worker/findings.h"

#include <mingzhang/emit.h>
#include <mingzhang/finding.h>
#include <stdlib.h>
#include <string.h>

static int compare_ids(const void *a, const void *b)
{
    return strcmp((*(const mz_finding *const *)a)->id, (*(const mz_finding *const *)b)->id);
}

json_t *findings_of(const mz_document *document)
{
    const size_t count = document->finding_count;
    const mz_finding **sorted = calloc(count + 1, sizeof *sorted);
    json_t *list = json_array();
    bool good = sorted != NULL && list != NULL;
    for (size_t i = 0; good && i < count; i++) sorted[i] = &document->findings[i];
    if (good) qsort(sorted, count, sizeof *sorted, compare_ids);
    for (size_t i = 0; good && i < count; i++)
        if (i == 0 || strcmp(sorted[i]->id, sorted[i - 1]->id) != 0)
            good = json_array_append_new(list, mz_emit_finding(document, sorted[i])) == 0;
    free(sorted);
    if (good) return list;
    json_decref(list);
    return NULL;
}

const char *finding_text(const json_t *finding, const char *name)
{
    const char *text = json_string_value(json_object_get(finding, name));
    return text != NULL ? text : "";
}

int32_t finding_number(const json_t *finding, const char *name)
{
    const json_t *place = json_array_get(json_object_get(finding, "places"), 0);
    return (int32_t)json_integer_value(json_object_get(place, name));
}
