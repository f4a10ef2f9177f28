/* arena.c - chunked bump allocation with a limit. */
#include "arena.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 16, FIRST_CHUNK = 64 * 1024, LARGEST_CHUNK = 4 * 1024 * 1024 };

struct chunk {
    struct chunk *next;
    size_t size; /* of data */
    _Alignas(ALIGNMENT) unsigned char data[];
};

struct mz_arena {
    unsigned char *next; /* free bytes of the newest chunk: [next, end) */
    unsigned char *end;
    struct chunk *chunks; /* newest first */
    size_t next_size;
    size_t left;      /* what chunks may still be made of */
    mz_arena *lender; /* of a scratch arena: whose left it uses */
    size_t borrowed;  /* what its chunks took, less what was given back */
    int exhausted;
};

mz_arena *mz_arena_new(size_t limit)
{
    static max_align_t nothing; /* where an arena without chunks has its no free bytes: they are not at NULL */
    mz_arena *arena = calloc(1, sizeof *arena);
    if (arena == NULL) return NULL;
    arena->next = arena->end = (unsigned char *)&nothing;
    arena->left = limit;
    arena->next_size = FIRST_CHUNK;
    return arena;
}

mz_arena *mz_arena_scratch(mz_arena *arena)
{
    mz_arena *scratch = mz_arena_new(0);
    if (scratch != NULL)
        scratch->lender = arena->lender != NULL ? arena->lender : arena;
    else
        arena->exhausted = 1;
    return scratch;
}

void mz_arena_free(mz_arena *arena)
{
    if (arena == NULL) return;
    if (arena->lender != NULL) arena->lender->left += arena->borrowed;
    struct chunk *chunk = arena->chunks;
    while (chunk != NULL) {
        struct chunk *next = chunk->next;
        free(chunk);
        chunk = next;
    }
    free(arena);
}

/* Begins a chunk that has room for size bytes. What the one before it had left may be handed out by this one. */
static bool add_chunk(mz_arena *arena, size_t size)
{
    size_t *left = arena->lender != NULL ? &arena->lender->left : &arena->left;
    const size_t unused = (size_t)(arena->end - arena->next);
    *left += unused;
    arena->borrowed -= unused;
    arena->next = arena->end;
    if (size > *left) return false;
    size_t room = arena->next_size > size ? arena->next_size : size;
    if (room > *left) room = *left;
    struct chunk *chunk = malloc(sizeof *chunk + room);
    if (chunk == NULL) return false;
    chunk->next = arena->chunks;
    chunk->size = room;
    arena->chunks = chunk;
    arena->next = chunk->data;
    arena->end = chunk->data + room;
    *left -= room;
    arena->borrowed += room;
    if (arena->next_size < LARGEST_CHUNK) arena->next_size *= 2;
    return true;
}

/* size bytes (rounded: up to the alignment) of a new chunk; NULL, remembered, when there can be none. Kept out of the
 * functions that hand out memory, which then have nothing to save on the stack. Not cold: a new arena surely comes here
 * first, and all that follows would be compiled as cold too. */
__attribute__((noinline)) static void *take_from_new_chunk(mz_arena *arena, size_t size, size_t rounded)
{
    if (rounded < size || !add_chunk(arena, rounded)) {
        arena->exhausted = 1;
        if (arena->lender != NULL) arena->lender->exhausted = 1;
        return NULL;
    }
    void *memory = arena->next;
    arena->next += rounded;
    return memory;
}

/* size bytes that the caller fills. */
static inline void *take(mz_arena *arena, size_t size)
{
    const size_t rounded = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT, left = (size_t)(arena->end - arena->next);
    if (size > left || rounded > left) return take_from_new_chunk(arena, size, rounded);
    void *memory = arena->next;
    arena->next += rounded;
    return memory;
}

void *mz_arena_alloc(mz_arena *arena, size_t size)
{
    void *memory = take(arena, size);
    return memory == NULL ? NULL : memset(memory, 0, size);
}

void *mz_arena_room(mz_arena *arena, size_t count, size_t size)
{
    return take(arena, size == 0 || count <= SIZE_MAX / size ? count * size : SIZE_MAX);
}

void *mz_arena_array(mz_arena *arena, size_t count, size_t size)
{
    void *memory = mz_arena_room(arena, count, size);
    return memory == NULL ? NULL : memset(memory, 0, count * size);
}

char *mz_arena_text(mz_arena *arena, size_t length)
{
    char *text = take(arena, length < SIZE_MAX ? length + 1 : length);
    if (text != NULL) text[0] = text[length] = '\0';
    return text;
}

char *mz_arena_copy(mz_arena *arena, const char *text, size_t length)
{
    char *copy = mz_arena_text(arena, length);
    if (copy != NULL && length > 0) memcpy(copy, text, length);
    return copy;
}

/* The digits of a number, right-aligned in digits; returns their count. */
static size_t write_number(char digits[24], uintmax_t number, bool minus)
{
    size_t at = 24;
    do digits[--at] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    if (minus) digits[--at] = '-';
    return 24 - at;
}

/*
 * Writes the text of a format that only puts texts and numbers together ("%s", "%.*s", "%d", "%u", "%zu", "%%") to
 * buffer, as far as it has room; returns its length, SIZE_MAX when the format asks for more. Nearly all formats do only
 * that, and vsnprintf costs ten times as much.
 */
static size_t join(char *buffer, size_t room, const char *format, va_list arguments)
{
    size_t written = 0;
    for (const char *at = format; *at != '\0';) {
        const char *part = at;
        char digits[24];
        size_t length = 1;
        if (*at != '%') {
            length = (size_t)(strchrnul(at, '%') - at);
            at += length;
        } else if (at[1] == 's') {
            part = va_arg(arguments, const char *);
            length = strlen(part);
            at += 2;
        } else if (at[1] == '%') {
            at += 2;
        } else if (at[1] == 'd') {
            int number = va_arg(arguments, int);
            length = write_number(digits, number < 0 ? 0 - (uintmax_t)number : (uintmax_t)number, number < 0);
            part = digits + sizeof digits - length;
            at += 2;
        } else if (at[1] == 'u') {
            length = write_number(digits, va_arg(arguments, unsigned), false);
            part = digits + sizeof digits - length;
            at += 2;
        } else if (strncmp(at, "%zu", 3) == 0) {
            length = write_number(digits, va_arg(arguments, size_t), false);
            part = digits + sizeof digits - length;
            at += 3;
        } else if (strncmp(at, "%.*s", 4) == 0) {
            int most = va_arg(arguments, int);
            part = va_arg(arguments, const char *);
            length = most < 0 ? strlen(part) : strnlen(part, (size_t)most);
            at += 4;
        } else {
            return SIZE_MAX;
        }
        if (length < room && written < room - length) memcpy(buffer + written, part, length);
        written += length;
    }
    return written;
}

char *mz_arena_printf(mz_arena *arena, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    size_t room = (size_t)(arena->end - arena->next);
    char *written = (char *)arena->next; /* where the text will stand when it fits */
    size_t length = join(written, room, format, arguments);
    va_end(arguments);
    if (length != SIZE_MAX) {
        char *text = take(arena, length + 1);
        if (text != NULL && text != written) join(text, length + 1, format, again);
        if (text != NULL) text[length] = '\0';
        va_end(again);
        return text;
    }
    va_end(again);
    va_start(arguments, format);
    va_copy(again, arguments);
    int printed = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = printed < 0 ? NULL : mz_arena_text(arena, (size_t)printed);
    if (text != NULL) vsnprintf(text, (size_t)printed + 1, format, again);
    va_end(again);
    return text;
}

bool mz_arena_holds(const mz_arena *arena, const char *text)
{
    const uintptr_t at = (uintptr_t)text;
    for (const struct chunk *chunk = arena->chunks; chunk != NULL; chunk = chunk->next)
        if (at >= (uintptr_t)chunk->data && at - (uintptr_t)chunk->data < chunk->size) return true;
    return false;
}

int mz_arena_exhausted(const mz_arena *arena)
{
    return arena->exhausted || (arena->lender != NULL && arena->lender->exhausted);
}

bool mz_arena_grow(mz_arena *arena, void *items, size_t count, size_t *capacity, size_t size)
{
    unsigned char *storage;
    size_t wanted = *capacity == 0 ? 8 : *capacity * 2;
    unsigned char *grown = mz_arena_room(arena, wanted > *capacity ? wanted : SIZE_MAX, size);
    if (grown == NULL) return false;
    memcpy(&storage, items, sizeof storage);
    if (count > 0) memcpy(grown, storage, count * size);
    memcpy(items, &grown, sizeof grown);
    *capacity = wanted;
    return true;
}
