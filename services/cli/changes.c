/* changes.c - `mingzhang changes`: what an organisation's figures did against the year before, and who explained it. */
#include <common/options.h>
#include <common/pg.h>
#include <inttypes.h>
#include <jansson.h>
#include <mingzhang/amount.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "terminal.h"

typedef struct settings {
    const char *database;
    const char *kind;
    const char *format;
    bool all;
    bool material;
    bool unexplained;
} settings;

static const mz_option options[] = {
    MZ_OPTION_DATABASE(settings, database),
    {"kind", MZ_OPTION_CHOICE, "", "budget|final_accounts", "only this kind of document", offsetof(settings, kind), 0,
     0},
    {"format", MZ_OPTION_CHOICE, "text", "text|json", "a table for a person, or one JSON object",
     offsetof(settings, format), 0, 0},
    {"all", MZ_OPTION_FLAG, "false", NULL, "every figure of every table, material or not", offsetof(settings, all), 0,
     0},
    {"material", MZ_OPTION_FLAG, "false", NULL, "every material figure of every table", offsetof(settings, material), 0,
     0},
    {"unexplained", MZ_OPTION_FLAG, "false", NULL, "only those for which the text gives no reason",
     offsetof(settings, unexplained), 0, 0},
    {NULL, 0, NULL, NULL, NULL, 0, 0, 0},
};

static const mz_program program = {
    "mingzhang changes",   "shows what changed against the year before, and what nobody explained",
    "ORGANISATION [YEAR]", options,
    MZ_NO_KAFKA,
};

/* The organisation of this name, or those whose name contains it. Names are kept without white space, with full-width
 * brackets. */
static const char organisations_sql[] =
    "with n as (select translate($1, '() \u3000', '（）') as wanted) "
    "select name from organisation, n where name = wanted or (position(wanted in name) > 0 and "
    "not exists (select from organisation where name = wanted)) order by name limit 6";

/* Columns of changes_sql. */
enum {
    YEAR,
    KIND,
    LEVEL,
    TITLE,
    FORM,
    CODE,
    LABEL,
    COLUMN,
    PRIOR,
    CURRENT,
    DIFFERENCE,
    PERCENT,
    MATERIAL,
    EXPLAINED,
    REASON,
    PAGE,
    LINE,
    SOURCE,
    REASON_PAGE,
    REASON_LINE,
    COPIES
};

/* $1 organisation, $2 year or "", $3 kind or "", $4 'all', 'material' or 'subjects', $5 whether only unexplained ones,
 * $6 whether a change that several tables or columns print is one row. Of a subject, which many tables and columns
 * print, the largest figure (the whole of its row, of all funds) stands for all; lines without a code that print the
 * same two figures are one. copies: how many places print the very change, of the same code (without one: under the
 * same label), explained or not as here. */
static const char changes_sql[] =
    "with figure as (select d.fiscal_year, d.kind, d.level, c.*, coalesce(c.prior, 0) as a, coalesce(c.current, 0) as "
    "b "
    "from change c join document d on d.id = c.document_id where d.state = 'current' and d.organisation = $1 "
    "and ($2 = '' or d.fiscal_year::text = $2) and ($3 = '' or d.kind = $3) and c.money), "
    "ranked as (select *, row_number() over (partition by document_id, code, case when code = '' then a end, "
    "case when code = '' then b end order by greatest(abs(a), abs(b)) desc, ordinal) as place, "
    "count(*) over same as copies from figure window same as (partition by document_id, code, "
    "case when code = '' then label end, a, b, explained)), "
    "shown as (select *, row_number() over (partition by document_id, code, case when code = '' then label end, a, b, "
    "explained order by ordinal) as copy from ranked r "
    "where ($4 = 'all' or material) and ($5 = 'false' or not explained) and ($4 <> 'subjects' or place = 1 and "
    "(code <> '' or not exists (select from ranked s where s.document_id = r.document_id and s.code <> '' and "
    "s.place = 1 and s.a = r.a and s.b = r.b)))) "
    "select fiscal_year, kind, level, title, form, code, label, column_path, prior, current, difference, percent, "
    "material, explained, reason, page, line, prior_source, reason_page, reason_line, copies from shown "
    "where $6 = 'false' or copy = 1 order by fiscal_year, kind, level, abs(difference) desc, document_id, ordinal";

static const char pairs_sql[] =
    "select count(*) from document d join document p on p.organisation = d.organisation and p.kind = d.kind "
    "and p.level = d.level and p.fiscal_year = d.fiscal_year - 1 and p.state = 'current' where d.state = 'current' "
    "and d.organisation = $1 and ($2 = '' or d.fiscal_year::text = $2) and ($3 = '' or d.kind = $3)";

static int64_t number_at(const PGresult *rows, int row, int column)
{
    return strtoll(PQgetvalue(rows, row, column), NULL, 10);
}

static bool is_true(const PGresult *rows, int row, int column)
{
    return PQgetvalue(rows, row, column)[0] == 't';
}

/* An amount in a unit; "" for SQL null. */
static const char *amount_at(const PGresult *rows, int row, int column, mz_unit unit, char text[32])
{
    text[0] = '\0';
    if (!PQgetisnull(rows, row, column) && mz_value_format(number_at(rows, row, column), unit, 2, text, 32) == 0)
        text[0] = '\0';
    return text;
}

/* "+12.1%", "new" where there was nothing before, "gone" where there is nothing now. */
static const char *percent_at(const PGresult *rows, int row, char text[32])
{
    if (PQgetisnull(rows, row, PRIOR) || PQgetisnull(rows, row, PERCENT)) return "new";
    if (PQgetisnull(rows, row, CURRENT)) return "gone";
    const int64_t percent = number_at(rows, row, PERCENT), size = percent < 0 ? -percent : percent;
    snprintf(text, 32, "%c%" PRId64 ".%" PRId64 "%%", percent < 0 ? '-' : '+', size / 100, size / 10 % 10);
    return text;
}

enum { CODE_WIDTH = 7, LABEL_WIDTH = 34, AMOUNT_WIDTH = 12, PERCENT_WIDTH = 9, BAR_WIDTH = 10, REASON_WIDTH = 40 };

/* A bar of eighths of a column, as long as the change is large; falls are shaded. */
static void print_bar(int64_t difference, int64_t largest)
{
    static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    const int64_t size = difference < 0 ? -difference : difference;
    int64_t length = largest / (BAR_WIDTH * 8) == 0 ? 8 : size / (largest / (BAR_WIDTH * 8));
    if (length > BAR_WIDTH * 8) length = BAR_WIDTH * 8;
    if (length == 0) length = 1;
    if (difference < 0) length = (length + 7) / 8 * 8;
    for (int64_t i = 0; i < length / 8; i++) fputs(difference < 0 ? "░" : "█", stdout);
    fputs(eighths[length % 8], stdout);
    for (int64_t i = (length + 7) / 8; i < BAR_WIDTH; i++) putchar(' ');
}

static void print_heading(const PGresult *rows, int row, const char *organisation)
{
    const int year = (int)number_at(rows, row, YEAR);
    const bool budget = strcmp(PQgetvalue(rows, row, KIND), "budget") == 0;
    printf("%s%s  %s %d against %d (%s), 万元\n", row == 0 ? "" : "\n", organisation,
           budget ? "budget" : "final accounts", year, year - 1, PQgetvalue(rows, row, LEVEL));
    printf("  %-*s  %-*s %*s %*s %*s %*s  %-*s %s\n", CODE_WIDTH, "code", LABEL_WIDTH, "subject", AMOUNT_WIDTH,
           "before", AMOUNT_WIDTH, "now", AMOUNT_WIDTH, "change", PERCENT_WIDTH, "", BAR_WIDTH, "", "reason");
}

/* What tells a figure from others: its subject; unless that says it all, also its column below the heading over all
 * columns, or the heading that the text has it under. */
static void describe(const PGresult *rows, int row, bool subject, char *text, size_t size)
{
    const char *label = PQgetvalue(rows, row, LABEL), *column = PQgetvalue(rows, row, COLUMN);
    const char *below = strchr(column, '/');
    if (label[0] != '\0' && below != NULL) column = below + 1;
    if (column[0] == '\0') column = PQgetvalue(rows, row, TITLE);
    if (subject) column = "";
    snprintf(text, size, "%s%s%s", label, label[0] != '\0' && column[0] != '\0' ? " / " : "", column);
}

static void print_row(const PGresult *rows, int row, const settings *config, int64_t largest)
{
    char label[512];
    char text[32];
    const bool every = config->all || config->material;
    describe(rows, row, !every && PQgetvalue(rows, row, CODE)[0] != '\0', label, sizeof label);
    const bool own = strcmp(PQgetvalue(rows, row, SOURCE), "document") != 0;
    fputs(own ? "* " : "  ", stdout);
    cli_print_padded(PQgetvalue(rows, row, CODE), CODE_WIDTH, false);
    fputs("  ", stdout);
    cli_print_padded(label, LABEL_WIDTH, false);
    for (int column = PRIOR; column <= DIFFERENCE; column++) {
        putchar(' ');
        cli_print_padded(amount_at(rows, row, column, MZ_UNIT_WAN, text), AMOUNT_WIDTH, true);
    }
    printf(" %*s  ", PERCENT_WIDTH, percent_at(rows, row, text));
    print_bar(number_at(rows, row, DIFFERENCE), largest);
    putchar(' ');
    const bool explained = is_true(rows, row, EXPLAINED);
    const char *silence = is_true(rows, row, MATERIAL) ? "! none given" : "";
    const char *reason = explained ? PQgetvalue(rows, row, REASON) : silence;
    if (cli_width(reason) > REASON_WIDTH)
        cli_print_padded(reason, REASON_WIDTH, false);
    else
        fputs(reason, stdout);
    const int64_t copies = number_at(rows, row, COPIES);
    if (copies > 1) printf(" (+%" PRId64 ")", copies - 1);
    putchar('\n');
}

static bool same_document(const PGresult *rows, int a, int b)
{
    for (int column = YEAR; column <= LEVEL; column++)
        if (strcmp(PQgetvalue(rows, a, column), PQgetvalue(rows, b, column)) != 0) return false;
    return true;
}

static void print_text(const PGresult *rows, const settings *config, const char *organisation)
{
    int64_t largest = 0;
    int unexplained = 0, own = 0, copied = 0;
    for (int row = 0; row < PQntuples(rows); row++) {
        if (row == 0 || !same_document(rows, row - 1, row)) {
            print_heading(rows, row, organisation);
            largest = number_at(rows, row, DIFFERENCE); /* the first one is the largest */
            if (largest < 0) largest = -largest;
        }
        print_row(rows, row, config, largest);
        if (is_true(rows, row, MATERIAL) && !is_true(rows, row, EXPLAINED)) unexplained++;
        if (strcmp(PQgetvalue(rows, row, SOURCE), "document") != 0) own++;
        if (number_at(rows, row, COPIES) > 1) copied++;
    }
    if (own > 0) puts("* the year before as the document itself tells it, in a column or by the change it states");
    if (copied > 0) puts("(+2) the very change stands in two more tables or columns");
    printf("%s%d changes, %d of them material and without a reason\n", PQntuples(rows) == 0 ? "" : "\n",
           PQntuples(rows), unexplained);
}

static json_t *text_or_null(const char *text)
{
    return text[0] == '\0' ? json_null() : json_string(text);
}

static void print_json(const PGresult *rows, const char *organisation)
{
    json_t *list = json_array();
    for (int row = 0; row < PQntuples(rows); row++) {
        char prior[32], current[32], difference[32], percent[32];
        const int64_t percentage = number_at(rows, row, PERCENT);
        amount_at(rows, row, PRIOR, MZ_UNIT_YUAN, prior);
        amount_at(rows, row, CURRENT, MZ_UNIT_YUAN, current);
        amount_at(rows, row, DIFFERENCE, MZ_UNIT_YUAN, difference);
        percent[0] = '\0';
        if (!PQgetisnull(rows, row, PERCENT))
            snprintf(percent, sizeof percent, "%s%" PRId64 ".%02" PRId64, percentage < 0 ? "-" : "",
                     percentage < 0 ? -percentage / 100 : percentage / 100,
                     percentage < 0 ? -percentage % 100 : percentage % 100);
        json_array_append_new(
            list,
            json_pack(
                "{s:i, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:s, s:o, s:s, s:o, s:b, s:b, s:s, s:i, s:i, s:i, s:i}",
                "fiscal_year", (int)number_at(rows, row, YEAR), "kind", PQgetvalue(rows, row, KIND), "level",
                PQgetvalue(rows, row, LEVEL), "title", PQgetvalue(rows, row, TITLE), "form",
                PQgetvalue(rows, row, FORM), "code", PQgetvalue(rows, row, CODE), "label", PQgetvalue(rows, row, LABEL),
                "column", PQgetvalue(rows, row, COLUMN), "prior_yuan", text_or_null(prior), "prior_source",
                PQgetvalue(rows, row, SOURCE), "current_yuan", text_or_null(current), "difference_yuan", difference,
                "percent", text_or_null(percent), "material", is_true(rows, row, MATERIAL), "explained",
                is_true(rows, row, EXPLAINED), "reason", PQgetvalue(rows, row, REASON), "page",
                (int)number_at(rows, row, PAGE), "line", (int)number_at(rows, row, LINE), "reason_page",
                (int)number_at(rows, row, REASON_PAGE), "reason_line", (int)number_at(rows, row, REASON_LINE)));
    }
    json_t *root = json_pack("{s:s, s:o}", "organisation", organisation, "changes", list);
    json_dumpf(root, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(root);
}

/* Says why there is nothing to show, when that is not simply that nothing changed. */
static int explain_nothing(mz_pg *pg, const mz_pg_value *values, const char *organisation)
{
    PGresult *count = mz_pg_query(pg, pairs_sql, values, 3);
    if (count == NULL) return CLI_UNAVAILABLE;
    const bool compared = number_at(count, 0, 0) > 0;
    PQclear(count);
    if (compared) return CLI_OK;
    fprintf(
        stderr,
        "mingzhang changes: %s: no two consecutive years of one kind are stored, and no document says what changed\n",
        organisation);
    return CLI_DATA;
}

static int show_organisation(mz_pg *pg, const settings *config, const char *organisation, const char *year)
{
    const mz_pg_value values[] = {{organisation, -1},
                                  {year, -1},
                                  {config->kind, -1},
                                  {config->all        ? "all"
                                   : config->material ? "material"
                                                      : "subjects",
                                   -1},
                                  {config->unexplained ? "true" : "false", -1},
                                  {strcmp(config->format, "text") == 0 ? "true" : "false", -1}};
    PGresult *rows = mz_pg_query(pg, changes_sql, values, 6);
    if (rows == NULL) return CLI_UNAVAILABLE;
    int code = CLI_OK;
    if (PQntuples(rows) == 0) code = explain_nothing(pg, values, organisation);
    if (code == CLI_OK && strcmp(config->format, "json") == 0) print_json(rows, organisation);
    if (code == CLI_OK && strcmp(config->format, "text") == 0) print_text(rows, config, organisation);
    PQclear(rows);
    return code;
}

static int find_organisation(mz_pg *pg, const settings *config, const char *name, const char *year)
{
    const mz_pg_value values[] = {{name, -1}};
    PGresult *names = mz_pg_open(pg) ? mz_pg_query(pg, organisations_sql, values, 1) : NULL;
    if (names == NULL) return CLI_UNAVAILABLE;
    int code = CLI_DATA;
    if (PQntuples(names) == 1) {
        code = show_organisation(pg, config, PQgetvalue(names, 0, 0), year);
    } else {
        fprintf(stderr, "mingzhang changes: %s: %s\n", name,
                PQntuples(names) == 0 ? "no organisation of this name" : "several organisations");
        for (int i = 0; i < PQntuples(names); i++) fprintf(stderr, "  %s\n", i < 5 ? PQgetvalue(names, i, 0) : "...");
    }
    PQclear(names);
    return code;
}

static bool valid(int argc, char **argv)
{
    const char *year = argc == 3 ? argv[2] : "2000";
    if (argc < 2 || argc > 3)
        fputs("mingzhang changes: give one ORGANISATION and at most one YEAR; --help shows the usage\n", stderr);
    else if (strlen(year) != 4 || strspn(year, "0123456789") != 4)
        fprintf(stderr, "mingzhang changes: the year is four digits, not '%s'\n", year);
    else
        return true;
    return false;
}

int cli_changes(int argc, char **argv)
{
    settings config = {0};
    int done = cli_options(&program, &argc, argv, &config);
    if (done != CLI_RUN) return done;
    if (!valid(argc, argv)) return CLI_USAGE;
    mz_pg *pg = mz_pg_new(config.database, program.name);
    if (pg == NULL) return CLI_SOFTWARE;
    const int code = find_organisation(pg, &config, argv[1], argc == 3 ? argv[2] : "");
    if (code == CLI_UNAVAILABLE) fprintf(stderr, "mingzhang changes: database: %s\n", mz_pg_last(pg)->message);
    mz_pg_free(pg);
    return code;
}
