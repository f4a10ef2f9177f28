/* roles.c - lists the rows and columns of tables by the patterns of relations.json that fit them. */
#include "roles.h"

/* A role and the numbers of the patterns that fit it. The catalogue's roles are met all over a document, so they are
 * kept by their addresses: what falls on a place that is taken is looked up again. */
typedef struct mz_role {
    const char *text;
    uint32_t *numbers;
    size_t count;
} mz_role;

enum { ROLES = 256 };

static const mz_role *look_up(mz_problem *problem, const char *text)
{
    enum { ALIGNMENT = 16 };
    mz_role *role = &problem->known_roles[(uintptr_t)text / ALIGNMENT % ROLES];
    if (role->text == text) return role;
    const size_t width = problem->role_width;
    uint64_t *fits = problem->role_fits;
    size_t count = 0;
    mz_names_look(problem->rulebook->roles, text, fits);
    for (size_t w = 0; w < width; w++)
        for (uint64_t left = fits[w]; left != 0; left &= left - 1) count++;
    *role = (mz_role){.text = text, .numbers = mz_arena_room(problem->arena, count, sizeof *role->numbers)};
    for (size_t w = 0; w < width; fits[w++] = 0)
        for (uint64_t left = role->numbers != NULL ? fits[w] : 0; left != 0; left &= left - 1)
            role->numbers[role->count++] = (uint32_t)(w * 64 + (size_t)__builtin_ctzll(left));
    return role->numbers != NULL ? role : NULL;
}

bool mz_roles_build(mz_problem *problem, size_t table)
{
    const mz_table *own = &problem->document->tables[table];
    mz_roles *roles = &problem->roles[table];
    const size_t most = problem->role_width * 64;
    size_t count = 0, room = 2 * (own->row_count + own->column_count) + 1;
    if (problem->known_roles == NULL) {
        problem->known_roles = mz_arena_array(problem->arena, ROLES, sizeof *problem->known_roles);
        problem->role_fits = mz_arena_array(problem->arena, problem->role_width + 1, sizeof *problem->role_fits);
    }
    roles->rows = mz_arena_array(problem->arena, 2 * most + 1, sizeof *roles->rows);
    roles->places = mz_arena_room(problem->arena, room, sizeof *roles->places);
    if (problem->known_roles == NULL || problem->role_fits == NULL || roles->rows == NULL || roles->places == NULL)
        return false;
    roles->columns = roles->rows + most;
    for (size_t i = own->row_count + own->column_count; i-- > 0;) { /* each is put before those behind it */
        const bool is_row = i < own->row_count;
        const size_t item = is_row ? i : i - own->row_count;
        const mz_role *role = look_up(problem, is_row ? own->rows[item].role : own->columns[item].role);
        for (size_t k = 0; role != NULL && k < role->count; k++) {
            uint32_t *head = (is_row ? roles->rows : roles->columns) + role->numbers[k];
            if (count == room && !mz_arena_grow(problem->arena, &roles->places, count, &room, sizeof *roles->places))
                return false;
            roles->places[count++] = (mz_role_place){(uint32_t)item, *head};
            *head = (uint32_t)count;
        }
    }
    return true;
}

bool mz_column_fits(const mz_problem *problem, size_t table, size_t c, const mz_patterns *patterns)
{
    for (size_t p = 0; p < patterns->count; p++)
        for (mz_role_walk walk = mz_columns_with(problem, table, &patterns->items[p]); mz_next_column(&walk);)
            if (walk.at == c) return true;
    return false;
}

size_t mz_column_fitting(const mz_problem *problem, size_t table, const mz_patterns *patterns, uint16_t side,
                         int32_t year)
{
    const mz_table *own = &problem->document->tables[table];
    for (size_t p = 0; p < patterns->count; p++)
        for (mz_role_walk walk = mz_columns_with(problem, table, &patterns->items[p]); mz_next_column(&walk);)
            if (own->columns[walk.at].side == side && own->columns[walk.at].year == year) return walk.at;
    return own->column_count;
}
