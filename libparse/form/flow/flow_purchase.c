/* flow_purchase.c - rows of a procurement table. */
#include <string.h>

#include "flow_rows.h"

/* Where in a row the reader is. */
typedef enum state { PROJECT, BUDGET, GOODS, CODE, FIGURES } state;

typedef struct purchase {
    mz_arena *arena;
    const mz_flow_forms *forms;
    const mz_flow_template *t;
    mz_flow_rows *rows;
    mz_flow_row *row;
    const char *goods;
    state state;
    int16_t budget, quantity, price, total; /* columns, -1 when the form has none */
} purchase;

static int16_t column_ending(const mz_flow_template *t, const char *word)
{
    for (uint16_t c = 0; c < t->column_count; c++) {
        size_t length = strlen(t->paths[c]), n = strlen(word);
        if (n <= length && strcmp(t->paths[c] + length - n, word) == 0) return (int16_t)c;
    }
    return -1;
}

/* A goods code begins with a letter: A02020600. */
static bool goods_code(const char *text)
{
    return *text >= 'A' && *text <= 'Z' && text[1] >= '0' && text[1] <= '9';
}

static bool finish(purchase *p)
{
    mz_flow_row *row = p->row;
    if (row != NULL && *p->goods != '\0') {
        row->label = mz_arena_printf(p->arena, "%s/%s", row->label, p->goods);
        if (row->label == NULL) return false;
    }
    if (row != NULL) row->total = row->total || mz_flow_words_has(&p->forms->totals, row->label);
    p->row = NULL;
    p->goods = "";
    p->state = PROJECT;
    return true;
}

static bool start(purchase *p, const mz_flow_token *token)
{
    if (!finish(p)) return false;
    p->row = mz_flow_row_add(p->arena, p->rows, token->span);
    return p->row != NULL && mz_flow_join(p->arena, &p->row->label, token->text);
}

/* 合计 and 小计 rows hold amounts only. */
static bool sums_up(const char *label)
{
    size_t length = strlen(label);
    return length >= strlen("小计") && (strcmp(label + length - strlen("小计"), "小计") == 0 ||
                                        strcmp(label + length - strlen("合计"), "合计") == 0);
}

static bool add_text(purchase *p, const mz_flow_token *token)
{
    mz_flow_row *row = p->row;
    if (row == NULL) return start(p, token);
    if (p->state == PROJECT) return mz_flow_join(p->arena, &row->label, token->text);
    if (goods_code(token->text) && p->state == GOODS) {
        p->state = CODE;
        return mz_flow_join(p->arena, &row->code, token->text);
    }
    if (p->state == CODE) { /* the counting unit */
        p->state = FIGURES;
        return true;
    }
    if (p->state == FIGURES || sums_up(row->label) || row->value_count > 1) return start(p, token);
    p->state = GOODS;
    return mz_flow_join(p->arena, &p->goods, token->text);
}

static bool add_figure(purchase *p, const mz_flow_token *token, bool before_text)
{
    mz_flow_row *row = p->row;
    bool ended = row == NULL || p->state == FIGURES || row->value_count > 1;
    if (before_text && ended) return start(p, token); /* a project called by a number: 56 号 */
    if (row == NULL) return true;
    if (p->state == CODE) return mz_flow_join(p->arena, &row->code, token->text);
    if (p->state == PROJECT) p->state = BUDGET;
    if (!mz_flow_row_value(p->arena, row, token)) return false;
    size_t v = row->value_count - 1;
    if (sums_up(row->label))
        row->columns[v] = v == 0 ? p->total : -1;
    else if (v == 0)
        row->columns[v] = p->budget;
    else if (v <= 2 && p->state == FIGURES)
        row->columns[v] = v == 1 ? p->quantity : p->price;
    else if (v == 3 && p->state == FIGURES)
        row->columns[v] = p->total;
    return true;
}

mz_status mz_flow_rows_purchase(mz_arena *arena, const mz_flow_forms *forms, const mz_flow_header *header,
                                const mz_flow_tokens *tokens, mz_flow_rows *rows)
{
    const mz_flow_template *t = header->template;
    purchase p = {.arena = arena, .forms = forms, .t = t, .rows = rows, .goods = ""};
    p.budget = column_ending(t, "/预算资金");
    p.quantity = column_ending(t, "数量");
    p.price = column_ending(t, "单价");
    p.total = column_ending(t, "/合计");
    for (size_t i = 0; i < tokens->count; i++) {
        const mz_flow_token *token = &tokens->items[i];
        if (token->used) continue;
        const mz_flow_token *next = i + 1 < tokens->count ? token + 1 : NULL;
        bool before_text = token->first && next != NULL && next->kind == MZ_FLOW_TEXT && !next->first && !next->used;
        bool ok = token->kind == MZ_FLOW_TEXT ? add_text(&p, token) : add_figure(&p, token, before_text);
        if (!ok) return MZ_ERR_MEMORY;
    }
    return finish(&p) ? MZ_OK : MZ_ERR_MEMORY;
}
