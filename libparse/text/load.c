/* load.c - bytes to UTF-8 lines: what the encoding is, whether it is text at all, where lines and pages end. */
#include <errno.h>
#include <iconv.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

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

/*
 * Whether all of a text is well-formed UTF-8. Asks of every byte what the three before it demand, without branches, so
 * that the compiler works on many bytes at once; where a fault lies is left to scan_utf8.
 */
static bool is_utf8(const unsigned char *bytes, size_t length)
{
    if (length < 4 || bytes[length - 1] >= 0xC0 || bytes[length - 2] >= 0xE0 || bytes[length - 3] >= 0xF0) return false;
    for (size_t i = 0, size = 1; i < 3; i += size) { /* a character that begins in front of the loop's first byte */
        size = bytes[i] < 0x80 ? 1 : (size_t)sequence(bytes + i, length - i);
        if (size == 0 || size > 4) return false;
    }
    unsigned char wrong = 0;
    for (size_t i = 3; i < length; i++) {
        unsigned char b = bytes[i], before = bytes[i - 1];
        unsigned char due = (before >= 0xC0) | (bytes[i - 2] >= 0xE0) | (bytes[i - 3] >= 0xF0);
        wrong |= (unsigned char)(((b & 0xC0) == 0x80) ^ due);
        wrong |= (b == 0xC0) | (b == 0xC1) | (b >= 0xF5);
        wrong |= ((before == 0xE0) & (b < 0xA0)) | ((before == 0xED) & (b > 0x9F));
        wrong |= ((before == 0xF0) & (b < 0x90)) | ((before == 0xF4) & (b > 0x8F));
    }
    return wrong == 0;
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
static mz_status decode(mz_arena *arena, const unsigned char *bytes, size_t length, char **text, size_t *size,
                        mz_error *error)
{
    utf8_scan scan = {.valid = length};
    if (!is_utf8(bytes, length)) scan = scan_utf8(bytes, length);
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

/* Refuses control characters that no text has. */
static mz_status refuse_binary(const unsigned char *bytes, size_t size, mz_error *error)
{
    unsigned char found = 0; /* a byte, and no early exit: this loop the compiler turns into wide instructions */
    for (size_t i = 0; i < size; i++)
        found |= (unsigned char)((bytes[i] < 0x20) & ((bytes[i] < '\t') | (bytes[i] > '\r')));
    if (found == 0) return MZ_OK;
    size_t at = 0;
    while (!is_control(bytes[at])) at++;
    return fail(error, MZ_ERR_BINARY, line_at(bytes, at), at,
                "byte %zu is the control character 0x%02X: this is not text", at, bytes[at]);
}

static size_t count_byte(const char *text, size_t size, char wanted)
{
    enum { BLOCK = UINT8_MAX };
    size_t count = 0;
    if (memchr(text, wanted, size) == NULL) return 0;
    for (size_t at = 0; at < size; at += BLOCK) {
        size_t end = size - at < BLOCK ? size : at + BLOCK;
        uint8_t some = 0; /* counted in bytes, many at a time */
        for (size_t i = at; i < end; i++) some = (uint8_t)(some + (text[i] == wanted));
        count += some;
    }
    return count;
}

/* Whether there is anything but white space (and the ends of lines already cut) from begin on. */
static bool has_ink(const char *text, size_t begin, size_t size)
{
    for (size_t i = begin; i < size; i++)
        if (text[i] != ' ' && text[i] != '\0' && (text[i] < '\t' || text[i] > '\r')) return true;
    return false;
}

/* End of the line at start: its line feed or carriage return, or the end. returns: whether the text has carriage
 * returns at all. */
static size_t line_end(const char *text, size_t start, size_t size, bool returns)
{
    const char *feed = memchr(text + start, '\n', size - start);
    size_t end = feed == NULL ? size : (size_t)(feed - text);
    const char *back = returns ? memchr(text + start, '\r', end - start) : NULL;
    return back == NULL ? end : (size_t)(back - text);
}

/* Form feeds inside a line become blanks; returns their number. */
static uint32_t blank_feeds(char *text, size_t start, size_t end)
{
    uint32_t feeds = 0;
    for (char *at = text + start; (at = memchr(at, '\f', end - (size_t)(at - text))) != NULL; feeds++) *at = ' ';
    return feeds;
}

/* Cuts the decoded text into lines in place: line ends become NUL, form feeds leave and count as pages. */
static mz_status split(mz_arena *arena, char *text, size_t size, mz_text *result, mz_error *error)
{
    if (!has_ink(text, 0, size)) return fail(error, MZ_ERR_EMPTY, 0, 0, "the document holds nothing but white space");
    size_t returns = count_byte(text, size, '\r'), feeds = count_byte(text, size, '\f');
    size_t count = count_byte(text, size, '\n') + returns + 1;
    if (count > UINT32_MAX - 1) return fail(error, MZ_ERR_LIMIT, 0, 0, "more lines than can be counted");
    mz_line *lines = mz_arena_room(arena, count, sizeof *lines);
    if (lines == NULL) return fail(error, MZ_ERR_LIMIT, 0, 0, "the input needs more memory than allowed");
    uint32_t number = 0, passed = 0;
    size_t start = 0, page_start = 0;
    while (start < size) {
        while (start < size && text[start] == '\f') {
            start++, passed++;
            page_start = start;
        }
        size_t end = line_end(text, start, size, returns > 0);
        size_t next = end + (end + 1 < size && text[end] == '\r' && text[end + 1] == '\n' ? 2 : 1);
        if (feeds > passed) passed += blank_feeds(text, start, end);
        text[end] = '\0';
        lines[number] = (mz_line){.text = text + start,
                                  .length = (uint32_t)(end - start),
                                  .number = number + 1,
                                  .page = feeds > 0 ? passed + 1 : 0,
                                  .offset = (uint32_t)start};
        number++;
        start = next;
    }
    bool last_page = feeds > 0 && page_start < size && has_ink(text, page_start, size);
    *result = (mz_text){.lines = lines, .count = number, .pages = (uint32_t)(feeds == 0 ? 0 : feeds + last_page)};
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
    mz_status status = refuse_binary(input + bom, length - bom, error);
    if (status == MZ_OK) status = decode(arena, input + bom, length - bom, &decoded, &size, error);
    if (status == MZ_OK) status = split(arena, decoded, size, text, error);
    if (status != MZ_OK) return status;
    for (size_t i = 0; i < text->count; i++) text->lines[i].offset += (uint32_t)bom;
    mz_text_drop_page_numbers(text);
    return MZ_OK;
}
