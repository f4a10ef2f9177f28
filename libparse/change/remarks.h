/* remarks.h - what the files that read remarks share (remarks.c): the paragraph read, its clauses, the words that
 * matter.
 */
#ifndef MZ_CHANGE_REMARKS_H
#define MZ_CHANGE_REMARKS_H

#include "compare.h"
#include "narrative/passage.h"

enum {
    MZ_MOST_CLAUSES = 48, /* of one part of a sentence */
    MZ_MOST_NAMES = 24    /* that one remark speaks of */
};

/* Bytes [begin, end) of the paragraph. */
typedef struct mz_stretch {
    size_t begin, end;
} mz_stretch;

/* The lists of changes.json/remarks, each under its name: they are asked for at every character. */
#define MZ_REMARK_LISTS(LIST)                                                                                          \
    LIST(above), LIST(absent), LIST(before_weak), LIST(changes), LIST(clause), LIST(counted), LIST(drivers),           \
        LIST(each), LIST(figure_end), LIST(former), LIST(gone), LIST(latter), LIST(lead), LIST(link), LIST(no_tail),   \
        LIST(notes), LIST(ordinal), LIST(related), LIST(rest), LIST(reversed), LIST(so), LIST(strong), LIST(to),       \
        LIST(up_to), LIST(weak), LIST(with), LIST(within)
#define MZ_REMARK_LIST(name) *name
typedef struct mz_remark_lists {
    const mz_word_list MZ_REMARK_LISTS(MZ_REMARK_LIST);
} mz_remark_lists;

typedef struct mz_remark_reader {
    mz_comparison *c;
    mz_remark_lists lists;
    const mz_words *words;
    const mz_passages *passages;
    const mz_passage *passage;           /* the one read now */
    mz_stretch clauses[MZ_MOST_CLAUSES]; /* of the part of it read now, up to the present one */
    size_t clause_count;
    mz_fact *facts; /* the document's, and behind them the remarks */
    size_t count, capacity;
    uint32_t sentence;            /* number of the last remark */
    bool listed[MZ_WORD_BUCKETS]; /* characters that a word of `strong`, `weak` or `clause` begins with, or `with` */
    bool heads[MZ_WORD_BUCKETS];  /* and those that any word begins with which announces a reason */
} mz_remark_reader;

/* The text of a stretch and its length. */
static inline const char *mz_stretch_text(const mz_remark_reader *r, mz_stretch s, size_t *length)
{
    *length = s.end - s.begin;
    return r->passage->paragraph.text + s.begin;
}

/* Which way a fact says that something changed: 1, -1; 0 when it does not. */
static inline int mz_told_sign(const mz_fact *fact)
{
    return !mz_is_stated_change(fact) || fact->amount.value == 0 ? 0 : fact->amount.value > 0 ? 1 : -1;
}

/* remark_words.c */

/* Length of a mark that ends a clause at text, 0 when there is none. */
size_t mz_clause_mark(const char *text, size_t length);
/* Notes which characters the words begin with that mz_reason_marker looks for. */
void mz_index_markers(mz_remark_reader *r);
/* Length of the words at `at` that announce a reason, 0 when there are none. Words that often mean something else only
 * count behind a word of change. */
size_t mz_reason_marker(const mz_remark_reader *r, size_t at, size_t end);
/* Number of the clause before the marker at `at`: the one it stands in, when that has words before it. */
size_t mz_clause_before(const mz_remark_reader *r, size_t at);
/* Whether the clause says that something changed. */
bool mz_tells_change(const mz_remark_reader *r, mz_stretch clause);
/* Which way: 1, -1; 0 when it does not say, or says both. */
int mz_told_direction(const mz_remark_reader *r, mz_stretch clause);
/* Whether it points to what was said before or to all else: 前者, 以上两项, 其他科目. */
bool mz_points_elsewhere(const mz_remark_reader *r, mz_stretch clause);

/* remark_items.c */

/* Index behind the last fact of the passage that stands before offset `at`. */
size_t mz_facts_before(const mz_remark_reader *r, size_t at);
/* Whether a figure stands in the clause. */
bool mz_has_figures(const mz_remark_reader *r, mz_stretch clause);
/* The last different subjects of figures of the passage before fact `end`, the last one first; returns how many. */
size_t mz_last_items(const mz_remark_reader *r, size_t end, size_t most, const char **items);
/* What the clause speaks of, at most MZ_MOST_NAMES; "" stands for everything that has no reason of its own. at: where
 * the reason's marker stands. Returns how many. */
size_t mz_clause_items(const mz_remark_reader *r, mz_stretch clause, size_t at, const char **items);

/* remarks.c */

/* Adds a remark on the item, of one direction (1, -1) or both (0), with the number of the last sentence. */
void mz_add_remark(mz_remark_reader *r, const char *item, int direction, const char *reason, mz_span span);
/* Adds the figure of a stated change once more, with its reason; item is what it is called. */
void mz_add_figure(mz_remark_reader *r, const mz_fact *figure, const char *item, const char *reason, mz_span span);
/* The reason speaks of what the clauses before the marker at `at` name, the nearest first; of the last figure when they
 * name nothing. */
void mz_read_remark(mz_remark_reader *r, size_t at, mz_stretch reason);

/* flat.c: the first `count` clauses of the part, as far as they say that something did not change. */
void mz_read_flats(mz_remark_reader *r, mz_stretch part, size_t count);

/* remark_sums.c: figures of several subjects give their reasons to each of them. */
void mz_read_compounds(mz_remark_reader *r);

/* remark_silent.c */

/* The part, which no word of a reason was found in and whose clauses are known. */
void mz_read_unannounced(mz_remark_reader *r, mz_stretch part);
/* The first `count` clauses, each by itself: what drives the cost of something changed (购房补贴发放对象减少3人). */
void mz_read_drivers(mz_remark_reader *r, size_t count);
/* 同比减少18万元（租赁合同重新招标后单价下降）: brackets right behind the figure of a change tell why. */
void mz_read_brackets(mz_remark_reader *r, mz_stretch part);

/* remark_listed.c: the passage with this number, which announces reasons, and the counted ones behind it that give
 * them, as one, in the arena; false when there are none, or memory runs out. */
bool mz_join_listed(mz_remark_reader *r, size_t number, mz_passage *joined);

#endif
