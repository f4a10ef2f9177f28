/* title_lines.h - titles that are printed over two lines, as wide letters or narrow pages make of long ones. */
#ifndef MZ_FORM_TITLE_LINES_H
#define MZ_FORM_TITLE_LINES_H

#include "../text/text.h"
#include "catalogue.h"

/*
 * Puts titles of known forms that two lines share on the first of them and blanks the second: 一般公共预算财政拨款基本
 * / 支出决算表. Only where the lines together name another form than the second does alone, and the first is no title
 * itself. The texts of lines stay within their buffer. Linear.
 */
void mz_form_join_title_lines(const mz_catalogue *catalogue, mz_text *text);

#endif
