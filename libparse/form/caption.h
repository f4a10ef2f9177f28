/* caption.h - the texts above and under tables, by their keys (mz_text_key): what caption.c and caption_rows.c share.
 */
#ifndef MZ_FORM_CAPTION_H
#define MZ_FORM_CAPTION_H

#include "sheet.h"

enum { MZ_LONGEST_CAPTION = 300 /* bytes; longer lines are sentences */ };

/* How a table is numbered. */
typedef enum mz_number_kind {
    MZ_NUMBER_NONE,
    MZ_NUMBER_BARE, /* 12, 1-2, (三) */
    MZ_NUMBER_FORM  /* 公开01表, 附表1-2, 部门公开表02, 表三, 续表 */
} mz_number_kind;

/* Whether length bytes of a key are a table's number and nothing else. */
mz_number_kind mz_caption_number(const mz_catalogue *catalogue, const char *key, size_t length);

/* The year of a key that is nothing but a year: "2024", "(2024年度)"; 0 otherwise. */
int32_t mz_caption_year(const char *key);

/* Length of the name before the first colon of a key, 0 when there is none or nothing before it. */
size_t mz_caption_name(const char *key);

/* The lists of words.json that the caption's name is in that ends at key + length; *name receives where it begins. It
 * begins the key, or stands behind a bracket, the table's number or a year, which is taken over. */
uint32_t mz_caption_lists(const mz_catalogue *catalogue, const char *key, size_t length, const char **name,
                          mz_caption *caption);

/* Whether a key is a caption (name: value, a bare year or unit); if so takes it over. */
bool mz_caption_take(mz_reader *reader, const char *key, mz_caption *caption);

/* Whether a key is an organisation behind its code: "312某局". */
bool mz_caption_coded(const char *key);

/* Keeps the first organisation found; a year or another caption at its end is cut off. */
void mz_caption_organisation(mz_reader *reader, mz_caption *caption, const char *text);

/* Cuts what says that the table goes on from another page, "(续)", "续表", off a squeezed title. */
void mz_caption_cut_continued(const mz_catalogue *catalogue, char *title);

#endif
