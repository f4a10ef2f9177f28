/* fallback.c - aligned and flow text stays paragraphs in a build without their readers (weak: the real ones win). */
#include "../form/form.h"
#include "grid.h"

__attribute__((weak)) unsigned mz_layout_aligned_score(const mz_text *text, size_t begin, size_t end)
{
    (void)text, (void)begin, (void)end;
    return 0;
}

__attribute__((weak)) bool mz_layout_aligned(const mz_text *text, size_t begin, size_t end, mz_layout *layout)
{
    for (size_t at = begin; at < end; at++)
        if (!mz_layout_paragraph(layout, &text->lines[at])) return false;
    return true;
}

__attribute__((weak)) mz_status mz_form_flow(mz_reader *reader, mz_error *error)
{
    (void)reader, (void)error;
    return MZ_OK;
}
