/* header_class.c - tells the layout room what a header text is, by the catalogue's header words. */
#include <string.h>

#include "form.h"

mz_header_class mz_form_header_class(const void *catalogue, const char *text, size_t length)
{
    char name[256];
    if (length == 0 || length >= sizeof name) return MZ_HEADER_UNKNOWN;
    memcpy(name, text, length);
    name[length] = '\0';
    const mz_column_role *role = mz_form_column(catalogue, NULL, name);
    if (role == NULL) {
        /* header texts that only a whole path gives a role */
        char key[sizeof name];
        size_t size = mz_text_key_into(text, length, key);
        if (mz_catalogue_word(catalogue, MZ_LIST_HEADER_PART, key, size)) return MZ_HEADER_VALUE;
        if (mz_catalogue_word(catalogue, MZ_LIST_HEADER_GROUP, key, size)) return MZ_HEADER_GROUP;
        const mz_form *form = mz_form_by_title(catalogue, name, length);
        bool pairs = form != NULL && (form->layout == MZ_LAYOUT_PERFORMANCE || form->layout == MZ_LAYOUT_DECLARATION);
        return pairs ? MZ_HEADER_PAIRS : MZ_HEADER_UNKNOWN;
    }
    switch (role->kind) {
    case MZ_COLUMN_LABEL:
        return MZ_HEADER_LABEL;
    case MZ_COLUMN_CODE:
    case MZ_COLUMN_SERIAL:
        return MZ_HEADER_CODE;
    case MZ_COLUMN_AMOUNT:
    case MZ_COLUMN_UNIT:
    case MZ_COLUMN_TEXT:
        break;
    }
    return role->sum ? MZ_HEADER_SUM : MZ_HEADER_VALUE;
}
