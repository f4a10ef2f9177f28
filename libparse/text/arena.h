/* arena.h - the one allocator of a document: grows in chunks, bounded, released at once. */
#ifndef MZ_TEXT_ARENA_H
#define MZ_TEXT_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

typedef struct mz_arena mz_arena;

/* limit: total bytes the arena may hand out. NULL when memory runs out. */
mz_arena *mz_arena_new(size_t limit);
/* An arena for what need not outlive one step; free it after the step, before arena. It draws on the limit of arena,
 * or, when that is scratch itself, of the one that it draws on, and gives back what it took. NULL when memory runs out.
 */
mz_arena *mz_arena_scratch(mz_arena *arena);
void mz_arena_free(mz_arena *arena);

/* Zeroed, aligned for any object. NULL when the limit or memory is exceeded; the arena remembers that
 * (mz_arena_exhausted). */
void *mz_arena_alloc(mz_arena *arena, size_t size);
/* The same for count objects of size bytes, overflow checked. */
void *mz_arena_array(mz_arena *arena, size_t count, size_t size);
/* The same without zeroing, for arrays that the caller fills. */
void *mz_arena_room(mz_arena *arena, size_t count, size_t size);
/* Room for a text of length bytes that the caller fills; the NUL behind it is set. */
char *mz_arena_text(mz_arena *arena, size_t length);
/* A NUL-terminated copy of length bytes. */
char *mz_arena_copy(mz_arena *arena, const char *text, size_t length);
char *mz_arena_printf(mz_arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Whether a text is in memory of the arena. */
bool mz_arena_holds(const mz_arena *arena, const char *text);

/* Whether an allocation failed since the arena was made, here or in its scratch: rooms may check once at the end of a
 * step instead of after each call. */
int mz_arena_exhausted(const mz_arena *arena);

/* Makes room for one more element in a growing array (see below). false when memory runs out. */
bool mz_arena_grow(mz_arena *arena, void *items, size_t count, size_t *capacity, size_t size);

/*
 * Growing array: items is a pointer to the array pointer, count its length, capacity its room. Doubles when full (old
 * storage stays in the arena). Returns the address of the new zeroed element or NULL.
 */
static inline void *mz_arena_push(mz_arena *arena, void *items, size_t *count, size_t *capacity, size_t size)
{
    unsigned char *storage;
    if (*count == *capacity && !mz_arena_grow(arena, items, *count, capacity, size)) return NULL;
    memcpy(&storage, items, sizeof storage);
    return memset(storage + size * (*count)++, 0, size);
}

#endif
