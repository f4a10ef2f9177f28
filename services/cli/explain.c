/* explain.c - `mingzhang explain [RULE...]`: what a rule means, on what ground, with an example. */
#include <common/options.h>
#include <mingzhang/finding.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"

typedef struct settings {
    const char *language;
} settings;

static const mz_option options[] = {
    {"language", MZ_OPTION_CHOICE, "zh", "zh|en", "language of titles and grounds", offsetof(settings, language), 0, 0},
    {NULL, 0, NULL, NULL, NULL, 0, 0, 0},
};

static const mz_program program = {
    "mingzhang explain", "prints the meaning, the ground and an example of rules; without RULE it lists all of them",
    "[RULE...]",         options,
    MZ_NO_KAFKA,
};

static void list_rules(const mz_catalogue *catalogue, bool english)
{
    for (size_t i = 0; i < mz_rule_count(catalogue); i++) {
        const mz_rule *rule = mz_rule_at(catalogue, i);
        printf("%-28s %-8s %s\n", rule->id, mz_severity_name(rule->severity),
               english ? rule->title_en : rule->title_zh);
    }
}

static void explain_rule(const mz_rule *rule, bool english)
{
    printf("%s  %s\n", rule->id, english ? rule->title_en : rule->title_zh);
    printf("  %s  %s (%s)\n", english ? "severity:" : "级别：", mz_severity_name(rule->severity), rule->kind);
    printf("  %s  %s\n", english ? "ground:" : "依据：", english ? rule->ground_en : rule->ground_zh);
    printf("  %s  %s\n", english ? "example:" : "示例：", rule->example);
}

int cli_explain(int argc, char **argv)
{
    settings settings;
    mz_options_result result = mz_options_read(&program, &argc, argv, &settings);
    if (result != MZ_OPTIONS_RUN) return result == MZ_OPTIONS_DONE ? CLI_OK : CLI_USAGE;
    bool english = strcmp(settings.language, "en") == 0;
    mz_catalogue *catalogue;
    mz_error error;
    if (mz_catalogue_load(NULL, 0, &catalogue, &error) != MZ_OK) {
        fprintf(stderr, "mingzhang explain: %s\n", error.message);
        return CLI_SOFTWARE;
    }
    int code = CLI_OK;
    if (argc < 2) list_rules(catalogue, english);
    for (int i = 1; i < argc; i++) {
        const mz_rule *rule = mz_rule_find(catalogue, argv[i]);
        if (rule != NULL) {
            explain_rule(rule, english);
        } else {
            fprintf(stderr, "mingzhang explain: no rule '%s'; `mingzhang explain` lists them\n", argv[i]);
            code = CLI_USAGE;
        }
    }
    mz_catalogue_free(catalogue);
    return code;
}
