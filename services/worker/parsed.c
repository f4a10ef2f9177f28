/* parsed.c - documents parsed again to be compared. A parsed document takes some forty times its text, so only those in
 * hand are kept, and a few small ones: the documents of one organisation often come one after the other. */
#include <stdlib.h>
#include <string.h>

#include "worker/store.h"

#define KEPT_BYTES (256 << 10) /* of their texts */

/* The text of a document of this batch; NULL: it is not in it. */
static const job *find_in_batch(const store *s, const char *id)
{
    for (size_t i = 0; i < s->count; i++) {
        const job *j = s->batch[i];
        if (j->rejected.stage[0] == '\0' && j->length > 0 && strcmp(j->reading.id_text, id) == 0) return j;
    }
    return NULL;
}

/* Parses the stored text; false only for errors of the database. */
static bool parse_stored(store *s, const char *id, parsed *p)
{
    static const char sql[] = "select content from document where id = $1::uuid";
    const mz_pg_value values[] = {{id, -1}};
    PGresult *row = mz_pg_query(s->pg, sql, values, 1);
    if (row == NULL) return false;
    if (PQntuples(row) == 1) {
        unsigned char *content = PQunescapeBytea((const unsigned char *)PQgetvalue(row, 0, 0), &p->length);
        if (content != NULL) p->document = prepare_again(s->preparation, content, p->length, id);
        PQfreemem(content);
    }
    PQclear(row);
    return true;
}

/* Moves entry i to the front. */
static mz_document *use(store *s, size_t i)
{
    const parsed first = s->parsed[i];
    memmove(s->parsed + 1, s->parsed, i * sizeof first);
    s->parsed[0] = first;
    return first.document;
}

bool parsed_find(store *s, const char *id, mz_document **document)
{
    parsed p = {.id = ""};
    *document = NULL;
    if (id[0] == '\0') return true;
    for (size_t i = 0; i < s->parsed_count; i++)
        if (strcmp(s->parsed[i].id, id) == 0) {
            *document = use(s, i);
            return true;
        }
    const job *j = find_in_batch(s, id);
    if (j != NULL) {
        p.length = j->length;
        p.document = prepare_again(s->preparation, j->bytes, j->length, id);
    } else if (!parse_stored(s, id, &p)) {
        return false;
    }
    if (p.document == NULL) return true;
    memcpy(p.id, id, sizeof p.id);
    if (s->parsed_count == MAX_PARSED) mz_document_free(s->parsed[--s->parsed_count].document);
    s->parsed[s->parsed_count] = p;
    *document = use(s, s->parsed_count++);
    return true;
}

void parsed_trim(store *s)
{
    size_t bytes = 0;
    size_t kept = 0;
    while (kept < s->parsed_count && bytes + s->parsed[kept].length <= KEPT_BYTES) bytes += s->parsed[kept++].length;
    while (s->parsed_count > kept) mz_document_free(s->parsed[--s->parsed_count].document);
}
