/* arena.c - chunked bump allocation with a limit. */
#include "arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 16, FIRST_CHUNK = 64 * 1024, LARGEST_CHUNK = 4 * 1024 * 1024 };

struct chunk {
    struct chunk *next;
    size_t size;
    size_t used;
    _Alignas(ALIGNMENT) unsigned char data[];
};

struct mz_arena {
    struct chunk *chunks; /* newest first */
    size_t next_size;
    size_t used;
    size_t limit;
    int exhausted;
};

mz_arena *mz_arena_new(size_t limit)
{
    mz_arena *arena = calloc(1, sizeof *arena);
    if (arena == NULL) return NULL;
    arena->limit = limit;
    arena->next_size = FIRST_CHUNK;
    return arena;
}

void mz_arena_free(mz_arena *arena)
{
    if (arena == NULL) return;
    struct chunk *chunk = arena->chunks;
    while (chunk != NULL) {
        struct chunk *next = chunk->next;
        free(chunk);
        chunk = next;
    }
    free(arena);
}

static struct chunk *add_chunk(mz_arena *arena, size_t at_least)
{
    size_t size = arena->next_size > at_least ? arena->next_size : at_least;
    struct chunk *chunk = malloc(sizeof *chunk + size);
    if (chunk == NULL) return NULL;
    chunk->size = size;
    chunk->used = 0;
    chunk->next = arena->chunks;
    arena->chunks = chunk;
    if (arena->next_size < LARGEST_CHUNK) arena->next_size *= 2;
    return chunk;
}

void *mz_arena_alloc(mz_arena *arena, size_t size)
{
    if (size > SIZE_MAX - 2 * ALIGNMENT) {
        arena->exhausted = 1;
        return NULL;
    }
    size_t rounded = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (rounded > arena->limit - arena->used) {
        arena->exhausted = 1;
        return NULL;
    }
    struct chunk *chunk = arena->chunks;
    if (chunk == NULL || chunk->size - chunk->used < rounded) chunk = add_chunk(arena, rounded);
    if (chunk == NULL) {
        arena->exhausted = 1;
        return NULL;
    }
    void *memory = chunk->data + chunk->used;
    chunk->used += rounded;
    arena->used += rounded;
    return memset(memory, 0, size);
}

void *mz_arena_array(mz_arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size) {
        arena->exhausted = 1;
        return NULL;
    }
    return mz_arena_alloc(arena, count * size);
}

char *mz_arena_copy(mz_arena *arena, const char *text, size_t length)
{
    if (length == SIZE_MAX) {
        arena->exhausted = 1;
        return NULL;
    }
    char *copy = mz_arena_alloc(arena, length + 1);
    if (copy != NULL && length > 0) memcpy(copy, text, length);
    return copy;
}

char *mz_arena_printf(mz_arena *arena, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = length < 0 ? NULL : mz_arena_alloc(arena, (size_t)length + 1);
    if (text != NULL) vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

int mz_arena_exhausted(const mz_arena *arena)
{
    return arena->exhausted;
}

void *mz_arena_push(mz_arena *arena, void *items, size_t *count, size_t *capacity, size_t size)
{
    unsigned char *storage;
    memcpy(&storage, items, sizeof storage);
    if (*count == *capacity) {
        size_t wanted = *capacity == 0 ? 8 : *capacity * 2;
        unsigned char *grown = wanted > *capacity ? mz_arena_array(arena, wanted, size) : NULL;
        if (grown == NULL) return NULL;
        if (*count > 0) memcpy(grown, storage, *count * size);
        memcpy(items, &grown, sizeof grown);
        storage = grown;
        *capacity = wanted;
    }
    return storage + size * (*count)++;
}
