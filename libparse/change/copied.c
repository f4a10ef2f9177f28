/* copied.c - reasons that stand word for word with another subject too. What siblings share (缴费基数调整 of all
 * insurances) is the reason of each; what names another subject or its project was copied from there. */
#include <string.h>

#include "compare.h"

enum { MOST_ALIKE = 32, /* subjects with one reason; more say nothing new */ CLASS_DIGITS = 3 };

/* The lines with a reason of their own, those with the same one in a row. */
typedef struct reasons {
    mz_dictionary first; /* text of the reason -> its first line */
    mz_line_change **next;
} reasons;

/* Whether the line may have copied, or been copied from: a subject, or one of the three public expenses. */
static bool is_item(const mz_line_change *line)
{
    if (line->statement < 0) return false;
    return *line->change.code == '2' || strncmp(line->role, "three.", 6) == 0;
}

static const mz_fact *statement_of(const mz_comparison *c, const mz_line_change *line)
{
    return mz_fact_at(c, (size_t)line->statement);
}

/* Whether one of the two is a part of the other, or both are the same. */
static bool are_nested(const mz_line_change *a, const mz_line_change *b)
{
    const bool codes = *a->change.code == '2' && *b->change.code == '2';
    const char *one = codes ? a->change.code : a->role, *other = codes ? b->change.code : b->role;
    const size_t left = strlen(one), right = strlen(other), length = left < right ? left : right;
    return strncmp(one, other, length) == 0 || (!codes && strcmp(mz_last_name(one), "total") == 0) ||
           (!codes && strcmp(mz_last_name(other), "total") == 0);
}

/* Whether they are subjects of different classes. */
static bool are_of_two_classes(const mz_line_change *a, const mz_line_change *b)
{
    return *a->change.code == '2' && *b->change.code == '2' &&
           strncmp(a->change.code, b->change.code, CLASS_DIGITS) != 0;
}

/* Whether a list of changes.json/mentions is of a subject: the line's, or one below it. */
static bool is_below(const mz_word_list *words, const mz_line_change *line)
{
    const char *of = *line->change.code != '\0' ? line->change.code : line->role;
    return *of != '\0' && strncmp(words->name, of, strlen(of)) == 0;
}

/* Whether the word also means functional subjects of another class than the list's (社会保险). */
static bool is_shared(const mz_word_list *mentions, const mz_word_list *words, const mz_listed_word *word)
{
    for (size_t i = 0; i < mentions->list_count; i++) {
        const mz_word_list *others = &mentions->lists[i];
        if (*others->name != '2' || strncmp(others->name, words->name, CLASS_DIGITS) == 0) continue;
        if (mz_is_listed(others, word->text, word->length)) return true;
    }
    return false;
}

/* Whether the reason has a word that means the line's subject or one below it; alone: and none of another class. */
static bool mentions(const mz_comparison *c, const mz_line_change *line, const char *reason, bool alone)
{
    const mz_word_list *all = mz_list_of(c->lists, "mentions");
    for (size_t i = 0; i < all->list_count; i++) {
        const mz_word_list *words = &all->lists[i];
        if (!is_below(words, line) || !mz_holds_word(words, reason)) continue;
        for (size_t k = 0; k < words->count; k++)
            if (strstr(reason, words->words[k].text) != NULL && !(alone && is_shared(all, words, &words->words[k])))
                return true;
    }
    return false;
}

/* Whether the reason names the line: by its label, a word that means it (alone: only it), or what its label begins
 * with. */
static bool names(const mz_comparison *c, const mz_line_change *line, const char *reason, bool alone)
{
    char lead[MZ_LEAD_SIZE];
    const char *of = *line->change.code != '\0' ? line->change.code : line->role;
    return mz_reason_names(line, reason) || mentions(c, line, reason, alone) ||
           mz_holds_word(mz_list_under(mz_list_of(c->lists, "item_words"), of), reason) ||
           (mz_lead_of(c, line, lead) && strstr(reason, lead) != NULL);
}

/* Whether the reason names the line, or what only it and its siblings have (缴费基数). */
static bool is_owner(const mz_comparison *c, const mz_line_change *line, const char *reason)
{
    return names(c, line, reason, false) ||
           mz_holds_word(mz_list_under(mz_list_of(c->lists, "mentions_below"), mz_line_code(line)), reason);
}

/* Whether the reason may well be the line's: it names it, or is about what the line is of, be it staff or running
 * costs. Any project is about projects. */
static bool is_own(mz_comparison *c, const mz_line_change *line, const char *reason)
{
    const mz_line_change *split = mz_split_of(c, line);
    return is_owner(c, line, reason) || (!mz_is_most(split->project, split->change.difference) &&
                                         mz_reason_speaks_of(c, line, (size_t)line->statement, true));
}

/* Whether the reason names the other subject, by what the line's own label does not hold as well; alone: and by what
 * means nothing else. */
static bool is_of_other(const mz_comparison *c, const mz_line_change *line, const mz_line_change *other,
                        const char *reason, bool alone)
{
    char lead[MZ_LEAD_SIZE];
    const bool classes = are_of_two_classes(line, other) || *line->change.code == '\0';
    if (mz_lead_of(c, other, lead) && strstr(line->key, lead) != NULL) return false;
    return mz_reason_names(other, reason) || (classes && names(c, other, reason, alone));
}

/* Whether the reason tells of a project by its name (新增东街改造工程), not of any (压减非急需项目). */
static bool tells_of_one_project(const mz_comparison *c, const char *reason)
{
    for (size_t used = 1; used > 0; reason += used) used = mz_word_at(mz_list_of(c->lists, "project_leads"), reason);
    const size_t length = mz_leading_project(c, reason);
    return length > 0 && !mz_holds_listed(mz_list_of(c->lists, "any_project"), reason, length);
}

/* Whether the line's reason was copied from the other line, which has the same one. */
static bool is_copy_of(mz_comparison *c, const mz_line_change *line, const mz_line_change *other)
{
    const mz_fact *own = statement_of(c, line), *from = statement_of(c, other);
    if (are_nested(line, other) || own->reason_span.begin == from->reason_span.begin) return false;
    if (mz_is_same_money(line->change.difference, other->change.difference)) return false;
    if (names(c, line, own->reason, false)) return false;
    if (is_of_other(c, line, other, own->reason, true)) return true;
    if (is_own(c, line, own->reason)) return false;
    if (is_of_other(c, line, other, own->reason, false)) return true;
    if (!are_of_two_classes(line, other)) return false;
    if (is_owner(c, other, from->reason)) return true; /* 缴费基数, of a subject that only projects are paid from */
    /* one project is of one class: that of the subject which told of it first */
    return own->reason_span.begin > from->reason_span.begin && tells_of_one_project(c, own->reason);
}

static bool gather(mz_comparison *c, reasons *r)
{
    r->next = mz_arena_array(c->arena, c->count + 1, sizeof(mz_line_change *));
    if (r->next == NULL) return false;
    for (size_t i = c->count; i-- > 0;) {
        mz_line_change *line = &c->lines[i];
        if (!is_item(line) || !mz_has_own_reason(c, line)) continue;
        const char *key = mz_change_key(c->label_marks, c->arena, statement_of(c, line)->reason);
        const size_t length = strlen(key);
        mz_line_change *const *first = mz_dictionary_find(&r->first, key, length);
        if (first != NULL) {
            r->next[i] = r->next[*first - c->lines];
            r->next[*first - c->lines] = line;
            continue;
        }
        mz_line_change **place = mz_arena_alloc(c->arena, sizeof(mz_line_change *));
        if (place == NULL) return false;
        *place = line;
        if (!mz_dictionary_add(&r->first, c->arena, key, length, place)) return false;
    }
    return true;
}

void mz_match_copies(mz_comparison *c)
{
    reasons r = {.next = NULL};
    if (!gather(c, &r)) return;
    for (size_t i = 0; i < c->count; i++) {
        mz_line_change *line = &c->lines[i];
        if (!is_item(line) || !mz_has_own_reason(c, line)) continue;
        const char *key = mz_change_key(c->label_marks, c->arena, statement_of(c, line)->reason);
        mz_line_change *const *first = mz_dictionary_find(&r.first, key, strlen(key));
        const mz_line_change *other = first == NULL ? NULL : *first;
        for (size_t k = 0; other != NULL && k < MOST_ALIKE && line->copied == NULL; k++) {
            if (is_copy_of(c, line, other)) line->copied = other;
            other = r.next[other - c->lines];
        }
        if (line->copied != NULL) mz_void_reason(c, (size_t)line->statement); /* for what stands below it as well */
    }
}
