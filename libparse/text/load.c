/* load.c - bytes to UTF-8 lines: what the encoding is, whether it is text at all, where lines and pages end. */
#include <errno.h>
#include <iconv.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "block.h"
#include "text.h"

/* From this many well-formed multi-byte characters on, a later broken byte means damaged UTF-8, not another encoding.
 */
enum { UTF8_EVIDENCE = 8 };

static mz_status fail(mz_error *error, mz_status code, uint32_t line, size_t offset, const char *format, ...)
    MZ_PRINTF(5, 6);

static mz_status fail(mz_error *error, mz_status code, uint32_t line, size_t offset, const char *format, ...)
{
    if (error == NULL) return code;
    error->code = code;
    error->line = line;
    error->offset = offset;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    return code;
}

static uint32_t line_at(const unsigned char *bytes, size_t offset)
{
    uint32_t line = 1;
    for (size_t i = 0; i < offset; i++) line += bytes[i] == '\n';
    return line;
}

/* The name of a well-known file format by its first bytes, NULL when it may be text. */
static const char *known_format(const unsigned char *bytes, size_t length)
{
    static const struct {
        const char *magic;
        size_t length;
        const char *name;
    } formats[] = {
        {"%PDF-", 5, "a PDF file"},
        {"PK\x03\x04", 4, "a ZIP archive or Office file"},
        {"\x89PNG", 4, "a PNG image"},
        {"\xFF\xD8\xFF", 3, "a JPEG image"},
        {"\x1F\x8B", 2, "a gzip file"},
        {"\xD0\xCF\x11\xE0", 4, "an OLE2 Office file"},
        {"GIF8", 4, "a GIF image"},
        {"\x7F"
         "ELF",
         4, "a program"},
        {"Rar!", 4, "a RAR archive"},
        {"7z\xBC\xAF", 4, "a 7z archive"},
    };
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (length >= formats[i].length && memcmp(bytes, formats[i].magic, formats[i].length) == 0)
            return formats[i].name;
    return NULL;
}

/* Bytes of the well-formed UTF-8 sequence at p, 0 when it is broken, -1 when the input ends inside it. */
static int sequence(const unsigned char *p, size_t left)
{
    unsigned char lead = p[0];
    int size = lead >= 0xC2 && lead <= 0xDF   ? 2
               : lead >= 0xE0 && lead <= 0xEF ? 3
               : lead >= 0xF0 && lead <= 0xF4 ? 4
                                              : 0;
    for (int i = 1; i < size; i++) {
        if ((size_t)i >= left) return -1;
        unsigned char lo = 0x80, hi = 0xBF;
        if (i == 1 && lead == 0xE0) lo = 0xA0;
        if (i == 1 && lead == 0xED) hi = 0x9F;
        if (i == 1 && lead == 0xF0) lo = 0x90;
        if (i == 1 && lead == 0xF4) hi = 0x8F;
        if (p[i] < lo || p[i] > hi) return 0;
    }
    return size;
}

/* Before a function: it is compiled a second time for vectors of 32 bytes, which most processors have but not all; the
 * one that fits is chosen when the program is loaded, which is before the sanitizers of memory and threads are ready.
 */
#if defined(__x86_64__) && defined(__GLIBC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) &&              \
    !defined(__SANITIZE_THREAD__)
#define WIDE_VECTORS __attribute__((target_clones("avx2", "default")))
#else
#define WIDE_VECTORS
#endif

/* What one look at every byte of the input tells. */
typedef struct survey {
    bool utf8;    /* well-formed UTF-8 of the usual characters; what else it may be is left to scan_utf8 */
    bool control; /* holds control characters that no text has */
    bool returns, feeds;
    bool wide; /* holds full-width digits, or may when it is no UTF-8 */
} survey;

static unsigned char smaller(unsigned char a, unsigned char b)
{
    return a < b ? a : b;
}

static unsigned char larger(unsigned char a, unsigned char b)
{
    return a > b ? a : b;
}

/*
 * Surveys [begin, end), which has two bytes in front of it. Sums, masks and minima of single bytes without branches, so
 * that the compiler works on many at once: bit 7 of x & 2x says that x is at least 0xC0, a minimum of x ^ y that is 0
 * says that y was there. The first two bytes of a full-width digit are those of the colon and other marks too.
 */
WIDE_VECTORS static void survey_bytes(const unsigned char *bytes, size_t begin, size_t end, survey *found)
{
    unsigned char wrong = 0, largest = 0, rare = 0xFF, control = 0xFF, smallest = 0xFF, cr = 0xFF, ff = 0xFF,
                  wide = 0xFF;
    for (size_t i = begin; i < end; i++) {
        unsigned char b = bytes[i], p = bytes[i - 1], q = bytes[i - 2];
        unsigned char b2 = (unsigned char)(b + b), p2 = (unsigned char)(p + p), q2 = (unsigned char)(q + q);
        wrong |= (unsigned char)((b & ~b2) ^ ((p & p2) | (q & q2 & (q2 + q2))));
        largest = larger(largest, b);
        rare = smaller(rare, (unsigned char)(b ^ 0xE0));
        rare = smaller(rare, (unsigned char)(b ^ 0xED));
        rare = smaller(rare, (unsigned char)((b & 0xFE) ^ 0xC0));
        smallest = smaller(smallest, b);
        control = smaller(control, (unsigned char)(b - '\r' - 1));
        cr = smaller(cr, (unsigned char)(b ^ '\r'));
        ff = smaller(ff, (unsigned char)(b ^ '\f'));
        unsigned char digit = (unsigned char)(larger((unsigned char)(b - 0x90), 9) ^ 9);
        wide = smaller(wide, digit | (unsigned char)(p ^ 0xBC) | (unsigned char)(q ^ 0xEF));
    }
    found->utf8 = found->utf8 && (wrong & 0x80) == 0 && largest < 0xF0 && rare != 0;
    found->control = found->control || smallest < '\t' || control < ' ' - '\r' - 1;
    found->returns = found->returns || cr == 0;
    found->feeds = found->feeds || ff == 0;
    found->wide = found->wide || wide == 0;
}

/* Surveys a text; its ends, which have no bytes in front or behind, one by one. */
static survey survey_text(const unsigned char *bytes, size_t length)
{
    survey found = {.utf8 = length < 1 || bytes[length - 1] < 0xC0};
    unsigned char head[4] = {' ', ' ', length > 0 ? bytes[0] : ' ', length > 1 ? bytes[1] : ' '};
    if (length > 1 && bytes[length - 2] >= 0xE0) found.utf8 = false;
    survey_bytes(head, 2, 2 + (length < 2 ? length : 2), &found);
    survey_bytes(bytes, 2, length, &found);
    return found;
}

typedef struct utf8_scan {
    size_t valid;     /* bytes that are well-formed */
    size_t multibyte; /* characters of more than one byte among them */
    bool truncated;   /* the only fault is that the input ends inside a character */
} utf8_scan;

static utf8_scan scan_utf8(const unsigned char *bytes, size_t length)
{
    utf8_scan scan = {0, 0, false};
    while (scan.valid < length) {
        if (bytes[scan.valid] < 0x80) {
            scan.valid++;
            continue;
        }
        int size = sequence(bytes + scan.valid, length - scan.valid);
        if (size <= 0) {
            scan.truncated = size < 0;
            break;
        }
        scan.valid += (size_t)size;
        scan.multibyte++;
    }
    return scan;
}

/* Converts GB18030 to UTF-8 in the arena. */
static mz_status from_gb18030(mz_arena *arena, const unsigned char *bytes, size_t length, char **text, size_t *size,
                              mz_error *error)
{
    if (length > SIZE_MAX / 2 - 1) return fail(error, MZ_ERR_LIMIT, 0, 0, "the input is too large");
    size_t room = length * 2; /* two bytes become three, four become at most four */
    char *buffer = mz_arena_alloc(arena, room + 1);
    if (buffer == NULL) return fail(error, MZ_ERR_LIMIT, 0, 0, "the input needs more memory than allowed");
    iconv_t converter = iconv_open("UTF-8", "GB18030");
    if (converter == (iconv_t)-1) return fail(error, MZ_ERR_ENCODING, 0, 0, "the C library cannot convert GB18030");
    char *in = (char *)(uintptr_t)bytes, *out = buffer;
    size_t in_left = length, out_left = room;
    size_t result = iconv(converter, &in, &in_left, &out, &out_left);
    int reason = errno;
    iconv_close(converter);
    size_t offset = length - in_left;
    if (result == (size_t)-1 && reason == EINVAL)
        return fail(error, MZ_ERR_TRUNCATED, line_at(bytes, offset), offset,
                    "the input ends inside a GB18030 character");
    if (result == (size_t)-1)
        return fail(error, MZ_ERR_ENCODING, line_at(bytes, offset), offset,
                    "byte %zu is valid neither as UTF-8 nor as GB18030", offset);
    *text = buffer;
    *size = room - out_left;
    return MZ_OK;
}

/* Decodes into *text (in the arena, NUL-terminated). */
static mz_status decode(mz_arena *arena, const unsigned char *bytes, size_t length, bool utf8, char **text,
                        size_t *size, mz_error *error)
{
    utf8_scan scan = {.valid = length};
    if (!utf8) scan = scan_utf8(bytes, length);
    if (scan.valid == length) {
        *text = mz_arena_copy(arena, (const char *)bytes, length);
        *size = length;
        if (*text == NULL) return fail(error, MZ_ERR_LIMIT, 0, 0, "the input needs more memory than allowed");
        return MZ_OK;
    }
    if (scan.truncated && (scan.multibyte > 0 || length - scan.valid > 1))
        return fail(error, MZ_ERR_TRUNCATED, line_at(bytes, scan.valid), scan.valid,
                    "the input ends inside a UTF-8 character");
    if (scan.multibyte >= UTF8_EVIDENCE)
        return fail(error, MZ_ERR_ENCODING, line_at(bytes, scan.valid), scan.valid,
                    "byte %zu is not valid UTF-8 although the text before it is", scan.valid);
    return from_gb18030(arena, bytes, length, text, size, error);
}

static bool is_control(unsigned char c)
{
    return c < 0x20 && (c < '\t' || c > '\r');
}

/* The error for the first control character. */
static mz_status refuse_binary(const unsigned char *bytes, mz_error *error)
{
    size_t at = 0;
    while (!is_control(bytes[at])) at++;
    return fail(error, MZ_ERR_BINARY, line_at(bytes, at), at,
                "byte %zu is the control character 0x%02X: this is not text", at, bytes[at]);
}

size_t mz_text_count(const char *text, size_t size, char wanted)
{
    size_t count = 0, at = 0;
#ifdef __SSE2__
    enum { MOST = 255 * MZ_BLOCK }; /* so many are counted in a byte for each place in a block */
    while (size - at >= MZ_BLOCK) {
        const size_t end = at + (size - at < MOST ? (size - at) / MZ_BLOCK * MZ_BLOCK : MOST);
        __m128i some = _mm_setzero_si128();
        for (; at < end; at += MZ_BLOCK) some = _mm_sub_epi8(some, mz_block_is(mz_block_at(text + at), wanted));
        some = _mm_sad_epu8(some, _mm_setzero_si128());
        count += (size_t)(_mm_cvtsi128_si32(some) + _mm_extract_epi16(some, 4));
    }
#endif
    for (; at < size; at++) count += text[at] == wanted;
    return count;
}

size_t mz_text_line_with(const mz_text *text, size_t first, size_t last, const char *word)
{
    enum { STRIDE = 16 };
    if (first >= last) return last;
    const mz_line *line = &text->lines[first], *behind = &text->lines[last];
    const char *at = line->text, *end = behind[-1].text + behind[-1].length;
    for (; (at = mz_text_find(at, (size_t)(end - at), word)) != NULL; at++) {
        while (behind - line > STRIDE && line[STRIDE].text <= at) line += STRIDE;
        while (line->text + line->length <= at) line++;
        if (line->text <= at) return (size_t)(line - text->lines); /* else it stands in what was taken away */
    }
    return last;
}

/* Whether there is anything but white space (and the ends of lines already cut) from begin on. */
static bool has_ink(const char *text, size_t begin, size_t size)
{
    for (size_t i = begin; i < size; i++)
        if (text[i] != ' ' && text[i] != '\0' && (text[i] < '\t' || text[i] > '\r')) return true;
    return false;
}

/* A text that is cut into lines, and what of it has been cut. */
typedef struct cutting {
    char *text;
    size_t size;
    bool returns, feeds; /* it holds carriage returns, form feeds: they end lines as well */
    mz_line *lines;
    size_t count;
    size_t page_start;
} cutting;

/* What ends lines in the window at `window`: bit per byte. */
static uint64_t ends_of(const cutting *c, size_t window)
{
    const char *at = c->text + window;
    const size_t rest = c->size - window, length = rest < MZ_WINDOW ? rest : MZ_WINDOW;
    uint64_t ends = mz_window_bits(at, length, '\n');
    if (c->returns) ends |= mz_window_bits(at, length, '\r');
    if (c->feeds) ends |= mz_window_bits(at, length, '\f');
    return ends;
}

static void put_line(mz_line *line, uint32_t index, const char *text, size_t begin, size_t end, uint32_t page)
{
    *line = (mz_line){.text = text + begin,
                      .length = (uint32_t)(end - begin),
                      .number = index + 1,
                      .page = page,
                      .offset = (uint32_t)begin};
}

/* Cuts a text in place: line ends become NUL, form feeds end a line, leave and count as pages. */
static void cut(cutting *c)
{
    char *text = c->text;
    mz_line *lines = c->lines;
    uint32_t count = 0, page = c->feeds;
    size_t start = 0, page_start = 0;
    bool begun = false; /* a form feed stands before the line, which is one even if nothing else follows */
    for (size_t window = 0; window < c->size; window += MZ_WINDOW) {
        for (uint64_t ends = ends_of(c, window); ends != 0; ends &= ends - 1) {
            const size_t end = window + (size_t)__builtin_ctzll(ends);
            if (end < start) continue; /* the line feed behind a carriage return */
            const char ended_by = text[end];
            begun = ended_by == '\f' && end == start;
            if (!begun) {
                put_line(&lines[count], count, text, start, end, page);
                count++;
                text[end] = '\0';
            }
            start = end + 1;
            if (ended_by == '\n') continue;
            if (ended_by == '\f') page++, page_start = start;
            if (ended_by == '\r' && text[start] == '\n') start++;
        }
    }
    if (start < c->size || begun) {
        put_line(&lines[count], count, text, start, c->size, page);
        count++;
    }
    c->count = count;
    c->page_start = page_start;
}

/* The same for a text whose lines all end in line feeds, as most do. */
static void cut_lines(cutting *c)
{
    char *text = c->text;
    size_t start = 0;
    uint32_t count = 0;
    for (size_t window = 0; window < c->size; window += MZ_WINDOW) {
        const size_t rest = c->size - window;
        uint64_t ends = mz_window_bits(text + window, rest < MZ_WINDOW ? rest : MZ_WINDOW, '\n');
        for (; ends != 0; ends &= ends - 1) {
            const size_t end = window + (size_t)__builtin_ctzll(ends);
            put_line(&c->lines[count], count, text, start, end, 0);
            count++;
            text[end] = '\0';
            start = end + 1;
        }
    }
    if (start < c->size) {
        put_line(&c->lines[count], count, text, start, c->size, 0);
        count++;
    }
    c->count = count;
}

static mz_status split(mz_arena *arena, char *text, size_t size, const survey *found, mz_text *result, mz_error *error)
{
    if (!has_ink(text, 0, size)) return fail(error, MZ_ERR_EMPTY, 0, 0, "the document holds nothing but white space");
    size_t returns = found->returns ? mz_text_count(text, size, '\r') : 0;
    size_t feeds = found->feeds ? mz_text_count(text, size, '\f') : 0;
    size_t most = mz_text_count(text, size, '\n') + returns + feeds + 1;
    if (most > UINT32_MAX - 1) return fail(error, MZ_ERR_LIMIT, 0, 0, "more lines than can be counted");
    cutting c = {.text = text, .size = size, .returns = returns > 0, .feeds = feeds > 0};
    c.lines = mz_arena_room(arena, most, sizeof *c.lines);
    if (c.lines == NULL) return fail(error, MZ_ERR_LIMIT, 0, 0, "the input needs more memory than allowed");
    if (c.returns || c.feeds)
        cut(&c);
    else
        cut_lines(&c);
    bool last_page = feeds > 0 && c.page_start < size && has_ink(text, c.page_start, size);
    *result = (mz_text){.lines = c.lines, .count = c.count, .pages = (uint32_t)(feeds == 0 ? 0 : feeds + last_page)};
    return MZ_OK;
}

mz_status mz_text_load(mz_arena *arena, const void *bytes, size_t length, mz_text *text, mz_error *error)
{
    const unsigned char *input = bytes;
    if (length == 0) return fail(error, MZ_ERR_EMPTY, 0, 0, "the document is empty");
    if (length > UINT32_MAX - 8) return fail(error, MZ_ERR_LIMIT, 0, 0, "the input is larger than 4 GiB");
    const char *format = known_format(input, length);
    if (format != NULL) return fail(error, MZ_ERR_BINARY, 0, 0, "the input is %s, not text", format);
    if (length >= 2 && ((input[0] == 0xFF && input[1] == 0xFE) || (input[0] == 0xFE && input[1] == 0xFF)))
        return fail(error, MZ_ERR_ENCODING, 1, 0, "UTF-16 is not read: convert the document to UTF-8 or GB18030");
    size_t bom = length >= 3 && memcmp(input, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    char *decoded = NULL;
    size_t size = 0;
    survey found = survey_text(input + bom, length - bom);
    if (found.control) return refuse_binary(input + bom, error);
    mz_status status = decode(arena, input + bom, length - bom, found.utf8, &decoded, &size, error);
    if (status == MZ_OK) status = split(arena, decoded, size, &found, text, error);
    if (status != MZ_OK) return status;
    for (size_t i = 0; bom > 0 && i < text->count; i++) text->lines[i].offset += (uint32_t)bom;
    if (found.wide || !found.utf8) mz_text_narrow_figures(text);
    mz_text_tab_rows(text);
    mz_text_drop_page_numbers(text);
    return MZ_OK;
}
