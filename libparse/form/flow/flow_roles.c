/* flow_roles.c - what a line of flow text is: title, note, running text, or what every page begins or ends with. */
#include "flow_roles.h"

#include <ctype.h>
#include <string.h>

#include "form/catalogue.h"

enum {
    CLAUSE_BYTES = 75,    /* with commas: names in tables have none */
    STATEMENT_BYTES = 36, /* with an amount and its unit */
    MULTIPLE = 3,         /* bytes of 万 */
    PAGE_MARK_BYTES = 24,
    RUNNING_PAGES = 4 /* pages that must begin or end with a line for it to be a running one */
};

bool mz_flow_blank_line(const mz_line *line)
{
    size_t at = 0;
    while (at < line->length && (line->text[at] == ' ' || line->text[at] == '\t')) at++;
    return at == line->length;
}

/* A comma that divides no figure: 2,300. */
static bool clause(const char *key)
{
    for (const char *at = key; (at = strchr(at, ',')) != NULL; at++)
        if ((unsigned char)at[1] >= 0x80 && at > key && (unsigned char)at[-1] >= 0x80) return true;
    return false;
}

/* A figure with words in front and, behind it, its unit and the end of a clause: 预算数为797.00万元. No cell does. */
static bool states_money(const mz_flow_roles *roles, const char *key)
{
    for (size_t i = 0; i < roles->forms->money.count; i++)
        for (const char *at = key; (at = strstr(at, roles->forms->money.items[i])) != NULL; at++) {
            const char *behind = at + strlen(roles->forms->money.items[i]);
            if (*behind != '\0' && strchr(",;.", *behind) == NULL && strncmp(behind, "。", strlen("。")) != 0) continue;
            const char *digits = at >= key + MULTIPLE && (unsigned char)at[-1] >= 0x80 ? at - MULTIPLE : at;
            const char *end = digits;
            while (digits > key && (isdigit((unsigned char)digits[-1]) || strchr(".,", digits[-1]) != NULL)) digits--;
            if (digits < end && digits > key && (unsigned char)digits[-1] >= 0x80) return true;
        }
    return false;
}

static bool sentence(const mz_flow_roles *roles, const char *key, size_t length)
{
    if (length > STATEMENT_BYTES && states_money(roles, key)) return true;
    if (length > MZ_FLOW_SENTENCE_BYTES && strstr(key, "、") != NULL) return true;
    return length > CLAUSE_BYTES && (strstr(key, "。") != NULL || clause(key));
}

bool mz_flow_part_heading(const char *key)
{
    static const char first[] = "第";
    return *key == *first && strncmp(key, first, sizeof first - 1) == 0 && strstr(key, "部分") != NULL;
}

bool mz_flow_numbered_heading(const char *key)
{
    const char *at = key;
    for (size_t size; (size = mz_numeral_size(at)) > 0;) at += size; /* 十一 */
    return at > key && strncmp(at, "、", strlen("、")) == 0 && strstr(at, "。") == NULL && !clause(at);
}

/* Whether a line begins a project's sheet. */
static bool names_project(const mz_flow_roles *roles, const char *key, size_t length)
{
    return mz_text_holds(key, length, roles->forms->plan_code);
}

/* -3-, 第 3 页，共 20 页, 公开 01 表: numbers and what may stand around them. */
static bool page_mark(const mz_flow_roles *roles, const char *key, size_t length)
{
    char rest[PAGE_MARK_BYTES];
    size_t n = 0;
    const char *words = key;
    while (mz_is_digit(*words)) words++;
    if (length >= sizeof rest || !mz_flow_words_may_begin(&roles->forms->page_marks, words)) return false;
    for (; *key != '\0'; key++)
        if ((*key < '0' || *key > '9') && *key != ',') rest[n++] = *key;
    rest[n] = '\0';
    return n > 0 && n < length && mz_flow_words_has(&roles->forms->page_marks, rest);
}

static bool is_running(const mz_flow_roles *roles, const char *key)
{
    bool is = false;
    for (size_t i = 0; i < roles->running_count && !is; i++) is = strcmp(roles->running[i], key) == 0;
    return is;
}

/* Whether a line ends as titles do, before a bracket at its end: 支出预算表（按功能分类）. */
static bool ends_as_title(const mz_flow_roles *roles, const char *key, size_t length)
{
    const char *open = length > 0 && key[length - 1] == ')' ? strrchr(key, '(') : NULL;
    return mz_flow_words_end(&roles->forms->titles, key, open == NULL ? length : (size_t)(open - key));
}

mz_flow_role mz_flow_role_of(const mz_flow_roles *roles, const char *key)
{
    size_t length = strlen(key);
    if (is_running(roles, key)) return MZ_FLOW_LINE_MARK;
    if (mz_flow_words_begin(&roles->forms->notes, key)) return MZ_FLOW_LINE_NOTE;
    if (mz_flow_part_heading(key) || sentence(roles, key, length) || names_project(roles, key, length))
        return MZ_FLOW_LINE_END;
    if (length <= MZ_FLOW_TITLE_BYTES && ends_as_title(roles, key, length) && strstr(key, "。") == NULL)
        return MZ_FLOW_LINE_TITLE;
    return page_mark(roles, key, length) ? MZ_FLOW_LINE_MARK : MZ_FLOW_LINE_PLAIN;
}

/* Counts line l at the head or foot of a page; one that more than a third of the pages show, other than a title, a word
 * of headers or what a table is in or whose, is a running one. */
static mz_status count_edge(mz_arena *arena, const mz_text *text, size_t l, mz_dictionary *seen, mz_flow_roles *roles)
{
    const mz_line *line = &text->lines[l];
    if (line->length > MZ_FLOW_TITLE_BYTES) return MZ_OK;
    char *key = mz_text_key(arena, line->text, line->length);
    if (key == NULL) return MZ_ERR_MEMORY;
    size_t length = strlen(key);
    uint32_t *count = (uint32_t *)(uintptr_t)mz_dictionary_find(seen, key, length);
    if (count == NULL) {
        count = mz_arena_alloc(arena, sizeof *count);
        if (count == NULL || !mz_dictionary_add(seen, arena, key, length, count)) return MZ_ERR_MEMORY;
        *count = 0;
    }
    uint32_t needed = text->pages / 3 < RUNNING_PAGES ? RUNNING_PAGES : text->pages / 3;
    if (++*count != needed || roles->running_count == MZ_FLOW_RUNNING || key[strspn(key, "-0123456789.,")] == '\0')
        return MZ_OK;
    if (mz_flow_role_of(roles, key) == MZ_FLOW_LINE_PLAIN && !mz_flow_words_begin(&roles->forms->meta, key) &&
        mz_flow_vocabulary_find(&roles->forms->vocabulary, key) == NULL)
        roles->running[roles->running_count++] = key;
    return MZ_OK;
}

/* Whether line is a running one. *status: out of memory. */
static bool is_running_line(mz_arena *arena, const mz_line *line, const mz_flow_roles *roles, mz_status *status)
{
    if (roles->running_count == 0 || line->length > MZ_FLOW_TITLE_BYTES) return false;
    const char *key = mz_text_key(arena, line->text, line->length);
    if (key == NULL) *status = MZ_ERR_MEMORY;
    return key != NULL && is_running(roles, key);
}

mz_status mz_flow_roles_find(mz_arena *arena, const mz_flow_forms *forms, const mz_text *text, mz_flow_roles *roles)
{
    *roles = (mz_flow_roles){.forms = forms};
    mz_dictionary seen = {0};
    mz_status status = MZ_OK;
    size_t foot = SIZE_MAX;
    bool running = false; /* the line before is the first one of its page, and a running one */
    for (size_t l = 0; l < text->count && status == MZ_OK && text->pages > 0; l++) {
        if (mz_flow_blank_line(&text->lines[l])) continue;
        bool head = foot == SIZE_MAX || text->lines[foot].page != text->lines[l].page;
        if (head && foot != SIZE_MAX) status = count_edge(arena, text, foot, &seen, roles);
        if ((head || running) && status == MZ_OK) status = count_edge(arena, text, l, &seen, roles);
        running = head && status == MZ_OK && is_running_line(arena, &text->lines[l], roles, &status);
        foot = l;
    }
    return status;
}
