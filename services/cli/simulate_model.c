/* simulate_model.c - organisations that do not exist and the figures of their years. Every leaf is drawn once; every
 * sum is built from the leaves, so that a document is correct by construction. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "simulate.h"

enum { EXACT = 10000 /* 100 yuan: the last printed digit of 万元 with two decimals */, YUAN = 100 };

/* The nearest figure that the organisation's books can hold. */
static int64_t on_grid(const sim_organisation *o, int64_t fen)
{
    return (fen + o->grid / 2) / o->grid * o->grid;
}

__attribute__((format(printf, 3, 4))) static void add(json_t *model, int64_t value, const char *format, ...)
{
    char key[96];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(key, sizeof key, format, arguments);
    va_end(arguments);
    json_object_set_new(model, key, json_integer(sim_value(model, key) + value));
}

int64_t sim_value(const json_t *model, const char *key)
{
    return json_integer_value(json_object_get(model, key));
}

static const char *word(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text == NULL ? "" : text;
}

void sim_organisation_init(sim_organisation *organisation, const json_t *words, uint64_t seed, size_t index,
                           size_t projects, bool rounding)
{
    const json_t *places = json_object_get(words, "places"), *departments = json_object_get(words, "departments");
    const json_t *first = json_object_get(places, "first"), *second = json_object_get(places, "second");
    const json_t *districts = json_object_get(places, "districts");
    size_t rest = index + (size_t)(sim_hash(seed, "names", 0, 0) % 100000);
    *organisation = (sim_organisation){.seed = sim_hash(seed, "organisation", index, 0),
                                       .index = index,
                                       .words = words,
                                       .grid = rounding ? YUAN : EXACT};
    organisation->department = json_array_get(departments, rest % json_array_size(departments));
    rest /= json_array_size(departments);
    const char *a = json_string_value(json_array_get(first, rest % json_array_size(first)));
    rest /= json_array_size(first);
    const char *district = json_string_value(json_array_get(districts, rest % json_array_size(districts)));
    rest /= json_array_size(districts);
    const char *b = json_string_value(json_array_get(second, rest % json_array_size(second)));
    rest /= json_array_size(second);
    size_t used = (size_t)snprintf(organisation->name, sizeof organisation->name, "%s%s市%s%s", a, b, district,
                                   word(organisation->department, "name"));
    if (rest > 0 && used < sizeof organisation->name) /* more organisations than names: number them */
        snprintf(organisation->name + used, sizeof organisation->name - used, "第%zu分局", rest + 1);
    snprintf(organisation->code, sizeof organisation->code, "%" PRId64,
             sim_roll(organisation->seed, "code", 0, 0, 101, 899));
    organisation->staff = sim_roll(organisation->seed, "staff", 0, 0, 24, 260);
    organisation->retired = sim_roll(organisation->seed, "retired", 0, 0, 4, 90);
    organisation->vehicles = sim_roll(organisation->seed, "vehicles", 0, 0, 1, 24);
    organisation->projects = (size_t)sim_roll(organisation->seed, "projects", 0, 0, 3, 7);
    if (organisation->projects < projects) organisation->projects = projects;
}

/* A figure that starts at base in the first year and moves every year by low..high per mille, or stays. */
static int64_t grown(const sim_organisation *o, const char *what, uint64_t number, int64_t base, int year, int low,
                     int high)
{
    int64_t value = on_grid(o, base);
    for (int y = SIM_FIRST_YEAR; y < year; y++) {
        if (sim_hash(o->seed, "still", number, (uint64_t)y) % 6 == 0) continue;
        value = on_grid(o, value * (1000 + sim_roll(o->seed, what, number, (uint64_t)y, low, high)) / 1000);
        if (value < EXACT) value = EXACT;
        if (value > base * 3) value = on_grid(o, base); /* a long row of years must not run away */
    }
    return value;
}

/* What was really spent of a planned figure. */
static int64_t carried_out(const sim_organisation *o, const char *what, uint64_t number, int64_t planned, int year,
                           int low, int high)
{
    if (sim_hash(o->seed, "as planned", number, (uint64_t)year) % 7 == 0) return planned;
    int64_t value = on_grid(o, planned * sim_roll(o->seed, what, number, (uint64_t)year, low, high) / 1000);
    return value < EXACT ? EXACT : value;
}

/* Adds value to the code and everything above it, in that column and, unless it is the total itself, in the total. */
static void add_tree(json_t *model, const char *tree, const char *code, const char *column, int64_t value)
{
    for (size_t digits = 3; digits <= strlen(code); digits += 2)
        add(model, value, "%s.%.*s.%s", tree, (int)digits, code, column);
    add(model, value, "%s.sum.%s", tree, column);
}

static void remember(json_t *model, const char *list, const char *code)
{
    json_t *codes = json_object_get(model, list);
    if (codes == NULL) {
        codes = json_object();
        json_object_set_new(model, list, codes);
    }
    for (size_t digits = 3; digits <= strlen(code); digits += 2) {
        char *prefix = sim_text("%.*s", (int)digits, code);
        json_object_set_new(codes, prefix, json_true());
        free(prefix);
    }
}

typedef enum fund_source { GENERAL, FUND, BUSINESS } fund_source;

static void spend(json_t *model, const char *code, const char *column, fund_source source, int64_t value)
{
    add_tree(model, "fn", code, column, value);
    add_tree(model, "fn", code, "total", value);
    add_tree(model, "in", code, "total", value);
    add_tree(model, "in", code, source == BUSINESS ? "business" : "fiscal", value);
    remember(model, "fn", code);
    if (source == BUSINESS) {
        add(model, value, "income.unit");
        return;
    }
    const char *tree = source == FUND ? "fund" : "gen";
    add_tree(model, tree, code, column, value);
    add_tree(model, tree, code, "total", value);
    add_tree(model, "fiscal", code, "total", value);
    remember(model, tree, code);
    add(model, value, source == FUND ? "income.fund" : "income.general");
}

static int64_t heads(const sim_organisation *o, const char *by)
{
    if (strcmp(by, "staff") == 0) return o->staff;
    if (strcmp(by, "retired") == 0) return o->retired;
    return strcmp(by, "vehicles") == 0 ? o->vehicles : 1;
}

/* Basic expenditure: economic codes, and the functional code each belongs to. */
static void model_basic(const sim_organisation *o, json_t *model, int year, bool actual)
{
    size_t i;
    json_t *entry;
    json_array_foreach(json_object_get(o->words, "economic"), i, entry)
    {
        if (sim_roll(o->seed, "has", i, 0, 1, 100) > json_integer_value(json_object_get(entry, "chance"))) continue;
        const char *code = word(entry, "code"), *leaf = word(entry, "leaf");
        int64_t base = json_integer_value(json_object_get(entry, "yuan")) * 100 * heads(o, word(entry, "by"));
        base = base * sim_roll(o->seed, "level", i, 0, 800, 1250) / 1000;
        int64_t value = grown(o, "basic", i, base, year, -70, 110);
        bool counted = strcmp(code, "30212") == 0 || strcmp(code, "30217") == 0 || strcmp(code, "30231") == 0;
        if (actual) value = carried_out(o, "spent", i, value, year, counted ? 700 : 920, counted ? 1000 : 1080);
        const char *column = code[2] == '1' || code[2] == '3' ? "person" : "public";
        if (code[1] == '1') column = "public";
        add_tree(model, "eco", code, column, value);
        add_tree(model, "eco", code, "total", value);
        remember(model, "eco", code);
        spend(model, strcmp(leaf, "main") == 0 ? word(o->department, "main") : leaf, "basic", GENERAL, value);
    }
    add(model, sim_value(model, "eco.30212.total"), "pub.abroad");
    add(model, sim_value(model, "eco.30231.total"), "pub.running");
    add(model, sim_value(model, "eco.30217.total"), "pub.reception");
    add(model, sim_value(model, "pub.running"), "pub.vehicle");
    add(model, sim_value(model, "pub.vehicle") + sim_value(model, "pub.abroad") + sim_value(model, "pub.reception"),
        "pub.total");
}

static fund_source source_of(const sim_organisation *o, size_t project)
{
    if (project == 1 && sim_hash(o->seed, "fund", 0, 0) % 4 == 0) return FUND;
    if (project == 2 && sim_hash(o->seed, "business", 0, 0) % 3 == 0) return BUSINESS;
    return GENERAL;
}

static void model_project(const sim_organisation *o, json_t *model, int year, bool actual, size_t i)
{
    const json_t *names = json_object_get(o->department, "projects"),
                 *endings = json_object_get(o->words, "project_endings");
    const json_t *leaves = json_object_get(o->department, "leaves");
    fund_source source = source_of(o, i);
    const char *leaf = source == FUND ? word(o->words, "fund_leaf")
                                      : json_string_value(json_array_get(leaves, i % json_array_size(leaves)));
    size_t round = i / json_array_size(names);
    int64_t base = sim_roll(o->seed, "project", i, 0, 40000, 3200000) * 100;
    int64_t value = grown(o, "project", i, base, year, -280, 380);
    if (actual) value = carried_out(o, "project spent", i, value, year, 820, 1060);
    spend(model, leaf, "project", source, value);
    int64_t first = on_grid(o, value * sim_roll(o->seed, "part", i, (uint64_t)year, 20, 60) / 100);
    add(model, value, "project.%zu.amount", i);
    add(model, source == BUSINESS ? 0 : value, "project.%zu.fiscal", i);
    add(model, source == BUSINESS ? value : 0, "project.%zu.other", i);
    add(model, first, "project.%zu.first", i);
    add(model, value - first, "project.%zu.second", i);
    char *name = sim_text(
        "%s%s", json_string_value(json_array_get(names, i % json_array_size(names))),
        json_string_value(json_array_get(endings, sim_hash(o->seed, "ending", i, 0) % json_array_size(endings))));
    if (round > 0) {
        char *longer = sim_text("%s（第%zu期）", name, round + 1);
        free(name);
        name = longer;
    }
    char *index = sim_text("%zu", i);
    char *code = sim_text("13%s00P%08" PRIX64, o->code, sim_hash(o->seed, "project code", i, 0) & 0xffffffffu);
    int64_t plan = sim_roll(o->seed, "plan", i, (uint64_t)year, 2, 6) * 5;
    char *plan1 = sim_text("%" PRId64, plan), *plan2 = sim_text("%" PRId64, plan * 2),
         *plan3 = sim_text("%" PRId64, plan * 3);
    char *count = sim_text("%" PRId64, sim_roll(o->seed, "count", i, (uint64_t)year, 2, 40));
    json_array_append_new(json_object_get(model, "projects"),
                          json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b}", "code", index, "name", name,
                                    "leaf", leaf, "project_code", code, "plan1", plan1, "plan2", plan2, "plan3", plan3,
                                    "count", count, "fiscal", source != BUSINESS));
    free(name), free(index), free(code), free(plan1), free(plan2), free(plan3), free(count);
}

/* Procurement out of the projects' money: never more than a project has. */
static void model_purchases(const sim_organisation *o, json_t *model, int year)
{
    const json_t *things = json_object_get(o->words, "purchases");
    size_t bought = 0;
    for (size_t i = 0; i < o->projects && bought < 6; i++) {
        if (source_of(o, i) != GENERAL) continue;
        const json_t *thing = json_array_get(things, sim_hash(o->seed, "thing", i, 0) % json_array_size(things));
        int64_t quantity = json_integer_value(json_object_get(thing, "quantity"));
        if (quantity > 1) quantity = sim_roll(o->seed, "quantity", i, (uint64_t)year, 2, quantity);
        int64_t price = grown(o, "price", i, json_integer_value(json_object_get(thing, "yuan")) * 100, year, -60, 80);
        char *key = sim_text("project.%zu.amount", i);
        int64_t limit = sim_value(model, key);
        free(key);
        if (price * quantity > limit) continue;
        bool reserved = sim_hash(o->seed, "reserve", i, 0) % 2 == 0;
        char *index = sim_text("%zu", i), *count = sim_text("%" PRId64, quantity);
        add(model, price, "buy.%zu.price", i);
        add(model, price * quantity, "buy.%zu.amount", i);
        add(model, reserved ? price * quantity : 0, "buy.%zu.reserve", i);
        add(model, price * quantity, "buy.total");
        add(model, price * quantity, "buy.%s", word(thing, "kind"));
        add(model, reserved ? price * quantity : 0, "reserve.total");
        json_array_append_new(json_object_get(model, "purchases"),
                              json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "code", index, "project",
                                        word(json_array_get(json_object_get(model, "projects"), i), "name"), "name",
                                        word(thing, "name"), "catalogue", word(thing, "catalogue"), "count_unit",
                                        word(thing, "unit"), "quantity", count, "index", index));
        free(index), free(count);
        bought++;
    }
}

static void model_assets(const sim_organisation *o, json_t *model, int year)
{
    int64_t house = grown(o, "house", 0, o->staff * 6200000, year, -30, 20);
    int64_t office = on_grid(o, house * sim_roll(o->seed, "office", 0, 0, 55, 95) / 100);
    int64_t vehicle = grown(o, "vehicle", 0, o->vehicles * 15200000, year, -90, 60);
    int64_t equipment = grown(o, "equipment", 0, o->staff * 900000, year, -90, 110);
    int64_t other = grown(o, "asset", 0, o->staff * 1700000, year, -60, 90);
    add(model, house, "asset.house");
    add(model, office, "asset.office");
    add(model, vehicle, "asset.vehicle");
    add(model, equipment, "asset.equipment");
    add(model, other, "asset.other");
    add(model, house + vehicle + equipment + other, "asset.total");
}

/* Money left at the end of a year, in the first project, which is always paid from the general budget. */
static int64_t left_over(const sim_organisation *o, int year)
{
    if (sim_hash(o->seed, "left over", 0, (uint64_t)year) % 2 == 0) return 0;
    int64_t base = sim_roll(o->seed, "project", 0, 0, 40000, 3200000) * 100;
    return on_grid(o, base * sim_roll(o->seed, "left", 0, (uint64_t)year, 2, 30) / 1000);
}

/* Opening and closing balances; what comes in differs from what goes out by their difference. */
static void model_balances(const sim_organisation *o, json_t *model, int year)
{
    int64_t opening = left_over(o, year - 1), closing = left_over(o, year), more = closing - opening;
    const char *leaf = word(json_array_get(json_object_get(model, "projects"), 0), "leaf");
    add(model, opening, "opening");
    add(model, closing, "closing");
    add(model, more, "income.general");
    add_tree(model, "in", leaf, "total", more);
    add_tree(model, "in", leaf, "fiscal", more);
}

/* Replaces the set of codes of a list by the sorted array of them. */
static void sort_codes(json_t *model, const char *list)
{
    json_t *sorted = json_array(), *codes = json_object_get(model, list);
    size_t count = json_object_size(codes), filled = 0;
    const char **names = sim_alloc(NULL, count + 1, sizeof *names), *name;
    json_t *value;
    json_object_foreach(codes, name, value)
    {
        size_t at = filled++;
        for (; at > 0 && strcmp(names[at - 1], name) > 0; at--) names[at] = names[at - 1];
        names[at] = name;
    }
    for (size_t i = 0; i < filled; i++) json_array_append_new(sorted, json_string(names[i]));
    free(names);
    json_object_set_new(model, list, sorted);
}

json_t *sim_model(const sim_organisation *o, int year, bool actual)
{
    json_t *model = json_pack("{s:[], s:[]}", "projects", "purchases");
    model_basic(o, model, year, actual);
    for (size_t i = 0; i < o->projects; i++) model_project(o, model, year, actual, i);
    model_purchases(o, model, year);
    model_assets(o, model, year);
    if (actual) model_balances(o, model, year);
    const char *lists[] = {"fn", "gen", "fund", "eco"};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) sort_codes(model, lists[i]);
    add(model, sim_value(model, "income.general") + sim_value(model, "income.fund"), "fiscal.income.total");
    add(model, sim_value(model, "fiscal.income.total") + sim_value(model, "opening"), "fiscal.grand.in");
    add(model, sim_value(model, "fiscal.sum.total") + sim_value(model, "closing"), "fiscal.grand.out");
    add(model, sim_value(model, "gen.sum.total") + sim_value(model, "closing"), "gen.grand");
    add(model, sim_value(model, "eco.sum.person"), "eco.person.total");
    add(model, sim_value(model, "eco.sum.public"), "eco.public.total");
    add(model, sim_value(model, "fiscal.income.total") + sim_value(model, "income.unit"), "income.year");
    add(model, sim_value(model, "income.year") + sim_value(model, "opening"), "income.total");
    add(model, sim_value(model, "fn.sum.total") + sim_value(model, "closing"), "expense.total");
    return model;
}
