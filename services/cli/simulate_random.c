/* simulate_random.c - numbers that depend only on the seed and on what they are for, so that a document does not change
 * with the number of organisations or years asked for. */
#include <stdarg.h>
#include <stdlib.h>

#include "cli.h"
#include "simulate.h"

/* The finaliser of splitmix64. */
static uint64_t mix(uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

uint64_t sim_hash(uint64_t seed, const char *what, uint64_t a, uint64_t b)
{
    uint64_t name = 0xcbf29ce484222325u; /* FNV-1a */
    for (; *what != '\0'; what++) name = (name ^ (unsigned char)*what) * 0x100000001b3u;
    return mix(mix(mix(mix(seed) ^ name) ^ a) ^ b);
}

int64_t sim_roll(uint64_t seed, const char *what, uint64_t a, uint64_t b, int64_t low, int64_t high)
{
    return low + (int64_t)(sim_hash(seed, what, a, b) % (uint64_t)(high - low + 1));
}

static void give_up(void)
{
    fputs("mingzhang simulate: out of memory\n", stderr);
    exit(CLI_SOFTWARE);
}

void *sim_alloc(void *memory, size_t count, size_t size)
{
    void *larger = reallocarray(memory, count, size);
    if (larger == NULL && count > 0) give_up();
    return larger;
}

void *sim_grow(void *memory, size_t count, size_t size)
{
    bool full = (count & (count - 1)) == 0; /* room is always a power of two */
    return full ? sim_alloc(memory, count == 0 ? 1 : 2 * count, size) : memory;
}

char *sim_text(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = NULL;
    if (vasprintf(&text, format, arguments) < 0) give_up();
    va_end(arguments);
    return text;
}
