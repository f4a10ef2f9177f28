/* terminal.c - text in columns: Chinese characters are two columns wide. */
#include "terminal.h"

#include <stdio.h>

/* Bytes of the UTF-8 character at text, and the terminal columns it takes. */
static size_t step(const char *text, int *columns)
{
    unsigned char lead = (unsigned char)*text;
    size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    *columns = lead >= 0xE3 ? 2 : 1;
    for (size_t i = 1; i < size; i++)
        if (text[i] == '\0') return i;
    return size;
}

int cli_width(const char *text)
{
    int width = 0, columns = 0;
    for (; *text != '\0'; text += step(text, &columns)) width += columns;
    return width;
}

void cli_print_padded(const char *text, int width, bool right)
{
    int own = cli_width(text), used = 0, columns = 0;
    if (own <= width) {
        printf("%*s%s%*s", right ? width - own : 0, "", text, right ? 0 : width - own, "");
        return;
    }
    for (size_t size = 0; *text != '\0'; text += size, used += columns) {
        size = step(text, &columns);
        if (used + columns > width - 1) break;
        fwrite(text, 1, size, stdout);
    }
    printf("~%*s", width - used - 1, "");
}
