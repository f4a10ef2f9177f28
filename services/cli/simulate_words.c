/* simulate_words.c - mistakes in words, notes and numbering. */
#include <stdlib.h>
#include <string.h>

#include "simulate_mistakes.h"

static bool direction(const sim_document *document, sim_spot spot)
{
    const char *text = sim_at(document, spot)->text;
    return sim_at(document, spot)->kind == SIM_DIRECTION && (strcmp(text, "增加") == 0 || strcmp(text, "减少") == 0);
}

static int64_t change_of(const sim_document *document, const sim_cell *cell)
{
    return sim_value(document->model, cell->key) - sim_value(document->before, cell->key);
}

/* Whether the paragraph gives another reason for the same change: "income rose by 4, because ...; expenditure rose by
 * 4, because ..." */
static bool told_twice(const sim_document *document, sim_spot spot)
{
    const sim_row *row = &sim_block_of(document, spot)->rows[spot.row];
    const int64_t change = change_of(document, &row->cells[spot.column]);
    for (size_t c = 0; c < row->count; c++)
        if (c != spot.column && row->cells[c].kind == SIM_REASON && change_of(document, &row->cells[c]) == change)
            return true;
    return false;
}

/* Calls visit for every other cell that gives the reason of a change. */
static bool any_reason(const sim_document *document, const sim_cell *cell,
                       bool (*visit)(const sim_document *, const sim_cell *, const sim_cell *, int64_t *), int64_t *sum)
{
    for (size_t b = 0; b < document->block_count; b++)
        for (size_t r = 0; r < document->blocks[b].row_count; r++)
            for (size_t c = 0; c < document->blocks[b].rows[r].count; c++) {
                const sim_cell *other = &document->blocks[b].rows[r].cells[c];
                if (other != cell && other->kind == SIM_REASON && visit(document, cell, other, sum)) return true;
            }
    return false;
}

/* Whether `other` is of the three public expenses and tells the reason of cell's change: it is the whole, which went
 * the same way and whose reason always names its parts (车辆维修和接待任务较多), or the part that makes up most of the
 * whole. *sum receives what the parts with a reason changed by. */
static bool tells_public(const sim_document *document, const sim_cell *cell, const sim_cell *other, int64_t *sum)
{
    const bool whole = strcmp(cell->key, "pub.total") == 0;
    if (strncmp(other->key, "pub.", 4) != 0 || whole == (strcmp(other->key, "pub.total") == 0)) return false;
    const int64_t own = change_of(document, cell), its = change_of(document, other);
    if (whole) *sum += its;
    return (own > 0) == (its > 0) && (!whole || 2 * llabs(its) >= llabs(own));
}

/* Whether the change is one of the three public expenses that the reasons of others explain. */
static bool told_by_other(const sim_document *document, const sim_cell *cell)
{
    enum { REST_PERCENT = 15 /* of the whole's change may lack a reason */ };
    int64_t sum = 0;
    if (strncmp(cell->key, "pub.", 4) != 0) return false;
    if (any_reason(document, cell, tells_public, &sum)) return true;
    const int64_t all = change_of(document, cell);
    return strcmp(cell->key, "pub.total") == 0 && 100 * llabs(all - sum) <= REST_PERCENT * llabs(all);
}

/* Whether `other` is of all money and changed by as much as cell, but for a twentieth: the general budget is nearly all
 * money then. */
static bool tells_total(const sim_document *document, const sim_cell *cell, const sim_cell *other, int64_t *sum)
{
    static const char *const all[] = {"income.total", "expense.total", "fiscal.grand.in", "fiscal.grand.out",
                                      "fn.sum.total"};
    const int64_t own = change_of(document, cell), its = change_of(document, other);
    (void)sum;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(other->key, all[i]) == 0) return 20 * llabs(own - its) <= llabs(own);
    return false;
}

/* Whether the change is of the total of the general budget, and the reason of all money is its own as well. */
static bool told_by_total(const sim_document *document, const sim_cell *cell)
{
    int64_t sum = 0;
    return strcmp(cell->key, "gen.sum.total") == 0 && any_reason(document, cell, tells_total, &sum);
}

/* A change of at least a tenth, of which the text gives the reason. */
static bool explained(const sim_document *document, sim_spot spot)
{
    const sim_cell *cell = sim_at(document, spot);
    if (cell->kind != SIM_REASON || told_twice(document, spot)) return false;
    const int64_t before = sim_value(document->before, cell->key), change = change_of(document, cell);
    return before > 0 && (change < 0 ? -change : change) * 10 >= before &&
           (change < 0 ? -change : change) >= 100 * SIM_GRID;
}

static bool explained_leaf(const sim_document *document, sim_spot spot)
{
    const char *key = sim_at(document, spot)->key;
    return explained(document, spot) && strncmp(key, "gen.", 4) == 0 &&
           !told_by_total(document, sim_at(document, spot));
}

static bool explained_item(const sim_document *document, sim_spot spot)
{
    const sim_cell *cell = sim_at(document, spot);
    return explained(document, spot) && strncmp(cell->key, "gen.", 4) != 0 && !told_by_other(document, cell);
}

bool sim_plant_direction(sim_planting *p)
{
    if (!sim_pick(p, direction, 0)) return false;
    sim_relate(p, "direction", sim_at(p->document, p->spot)->key);
    sim_reword(p, p->spot, strcmp(sim_at(p->document, p->spot)->text, "增加") == 0 ? "减少" : "增加");
    return true;
}

static bool silence(sim_planting *p, sim_fits *fits)
{
    if (!sim_pick(p, fits, 0)) return false;
    sim_relate(p, "reason", sim_at(p->document, p->spot)->key);
    sim_reword(p, p->spot, "");
    return true;
}

bool sim_plant_unexplained(sim_planting *p)
{
    return silence(p, explained_leaf);
}

bool sim_plant_missing_reason(sim_planting *p)
{
    return silence(p, explained_item);
}

bool sim_plant_circular(sim_planting *p)
{
    if (!sim_pick(p, explained, 0)) return false;
    const sim_cell *cell = sim_at(p->document, p->spot);
    sim_relate(p, "reason", cell->key);
    bool up = sim_value(p->document->model, cell->key) > sim_value(p->document->before, cell->key);
    sim_reword(p, p->spot, up ? "，主要原因是支出增加" : "，主要原因是支出减少");
    return true;
}

static bool serial_number(const sim_document *document, sim_spot spot)
{
    const sim_block *block = sim_block_of(document, spot);
    return block->kind == SIM_TABLE && block->serial && !block->rows[spot.row].head && spot.column == 0 &&
           strlen(sim_at(document, spot)->text) > 0 && spot.row + 2 < block->row_count &&
           strcmp(sim_at(document, spot)->text, "1") > 0;
}

bool sim_plant_skipped(sim_planting *p)
{
    if (!sim_pick(p, serial_number, 0)) return false;
    const sim_block *block = sim_block_of(p->document, p->spot);
    for (size_t r = p->spot.row; r < block->row_count; r++) {
        sim_cell *cell = &block->rows[r].cells[0];
        char *next = sim_text("%ld", strtol(cell->text, NULL, 10) + 1), *from = cell->text;
        cell->text = next;
        if (r == p->spot.row) sim_record(p, p->spot, from);
        free(from);
    }
    return true;
}

static bool goal(const sim_document *document, sim_spot spot)
{
    return strncmp(sim_at(document, spot)->text, "1.按计划完成", strlen("1.按计划完成")) == 0;
}

bool sim_plant_placeholder(sim_planting *p)
{
    if (sim_pick(p, goal, 0))
        sim_reword(p, p->spot, "1.目标内容1。2.目标内容2。");
    else if (sim_pick(p, explained_item, 0))
        sim_reword(p, p->spot, "，主要原因是XX");
    else
        return false;
    return true;
}

static bool satisfaction(const sim_document *document, sim_spot spot)
{
    return spot.column >= 2 && strcmp(sim_at(document, spot)->text, "≥90%") == 0;
}

bool sim_plant_operator(sim_planting *p)
{
    if (!sim_pick(p, satisfaction, 0)) return false;
    sim_reword(p, p->spot, "≤90%");
    return true;
}

static bool person(const sim_document *document, sim_spot spot)
{
    return strcmp(sim_at(document, spot)->text, "预算批复") == 0;
}

bool sim_plant_personal(sim_planting *p)
{
    if (!sim_pick(p, person, 0)) return false;
    sim_reword(p, p->spot, "预算批复（联系电话13900000000）");
    return true;
}

/* A row with a leaf code in a table of codes. */
static bool leaf_name(const sim_document *document, sim_spot spot)
{
    const sim_block *block = sim_block_of(document, spot);
    if (block->kind != SIM_TABLE || json_object_get(block->spec, "tree") == NULL || spot.column == 0) return false;
    const char *code = sim_at(document, (sim_spot){spot.block, spot.row, spot.column - 1})->text;
    return strlen(code) == 7 && strspn(code, "0123456789") == 7;
}

bool sim_plant_code_name(sim_planting *p)
{
    if (!sim_pick(p, leaf_name, 0)) return false;
    sim_reword(p, p->spot, strcmp(sim_at(p->document, p->spot)->text, "住房公积金") == 0 ? "购房补贴" : "住房公积金");
    return true;
}

/* A note that says the table is empty. */
static bool noted(const sim_document *document, sim_spot spot)
{
    const sim_block *block = sim_block_of(document, spot);
    return block->kind == SIM_TABLE && block->note != NULL && spot.row == 0 && spot.column == 0 &&
           (strstr(block->note, "空表") != NULL || strstr(block->note, "无数据") != NULL);
}

static void record_note(sim_planting *p, const char *from, const char *to)
{
    json_t *cell = sim_truth_cell(p->document, p->spot, from);
    json_object_set_new(cell, "to", json_string(to));
    json_array_append_new(p->cells, cell);
}

bool sim_plant_no_note(sim_planting *p)
{
    if (!sim_pick(p, noted, 0)) return false;
    sim_block *block = &p->document->blocks[p->spot.block];
    record_note(p, block->note, "");
    free(block->note);
    block->note = NULL;
    return true;
}

static bool three_public(const sim_document *document, sim_spot spot)
{
    const sim_block *block = sim_block_of(document, spot);
    return block->kind == SIM_TABLE && spot.row == 0 && spot.column == 0 && strstr(block->title, "“三公”") != NULL &&
           sim_value(document->model, "pub.total") > 0;
}

bool sim_plant_false_note(sim_planting *p)
{
    if (!sim_pick(p, three_public, 0)) return false;
    sim_block *block = &p->document->blocks[p->spot.block];
    free(block->note);
    block->note =
        sim_text("%s", p->document->final ? "说明：本表无数据" : "注：本部门无“三公”经费支出预算，空表列示。");
    record_note(p, "", block->note);
    return true;
}
