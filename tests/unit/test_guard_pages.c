/* Scanners read no byte in front of their text or behind it: pages that cannot be read stand on both sides. */
#include <criterion/criterion.h>
#include <form/form.h>
#include <mingzhang/amount.h>
#include <mingzhang/parse.h>
#include <string.h>
#include <sys/mman.h>
#include <text/text.h>
#include <unistd.h>

static char *room; /* the pages between the guards */
static size_t room_size;

static void set_up(void)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    enum { PAGES = 4 };
    char *all = mmap(NULL, (PAGES + 2) * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    cr_assert_neq(all, MAP_FAILED);
    cr_assert_eq(mprotect(all, page, PROT_NONE), 0);
    cr_assert_eq(mprotect(all + (PAGES + 1) * page, page, PROT_NONE), 0);
    room = all + page;
    room_size = PAGES * page;
}

TestSuite(guard_pages, .init = set_up);

/* The bytes at the end of the room, and at its begin. */
static const char *at_end(const char *bytes, size_t length)
{
    return memcpy(room + room_size - length, bytes, length);
}

static const char *at_begin(const char *bytes, size_t length)
{
    return memcpy(room, bytes, length);
}

static const char *const texts[] = {"1,234.56",
                                    "-0.00",
                                    "（12.5）",
                                    "12.5%",
                                    "１２３．４５",
                                    "--",
                                    "——",
                                    "201 03 01",
                                    "合  计",
                                    "一、教育支出",
                                    "（一）说明",
                                    "其中：财政拨款",
                                    "12",
                                    "第 3 页",
                                    "\xE2\x80\x9C三公\xE2\x80\x9D经费",
                                    "9223372036854775807",
                                    ".",
                                    ",",
                                    "0.000001",
                                    "**",
                                    "\xC2\xA0x\xE3\x80\x80",
                                    "单位：万元"};

static void scan(const char *text, size_t length)
{
    char buffer[256];
    mz_amount amount;
    mz_amount_read(text, length, MZ_UNIT_WAN, buffer, &amount);
    mz_text_key_into(text, length, buffer);
    mz_text_squeeze_into(text, length, buffer);
    mz_text_width(text, length);
    mz_text_count(text, length, '\t');
    mz_text_is_nil(text, length);
    mz_text_find(text, length, "教育支出");
    mz_is_blank(text, length);
}

Test(guard_pages, texts_are_not_left)
{
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const size_t length = strlen(texts[i]);
        scan(at_end(texts[i], length), length);
        scan(at_begin(texts[i], length), length);
    }
}

Test(guard_pages, headers_are_not_left)
{
    mz_catalogue *catalogue = NULL;
    mz_error error;
    cr_assert_eq(mz_catalogue_load(NULL, 0, &catalogue, &error), MZ_OK);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const size_t length = strlen(texts[i]);
        mz_form_header_class(catalogue, at_end(texts[i], length), length);
        mz_form_is_table_title(catalogue, at_end(texts[i], length), length);
    }
    mz_catalogue_free(catalogue);
}

static const char document[] =
    "某县水利局2031年部门预算\n\n收支总表\n\t\t\t单位：万元\n收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n"
    "一、财政拨款收入\t90.00\t一、农林水支出\t90.00\n收入总计\t90.00\t支出总计\t90.00\n\f"
    "支出表\n科目编码   科目名称   合计   基本支出   项目支出\n213   农林水支出   90.00   60.00   30.00\n\n"
    "213\n农林水支出\n90.00\n60.00\n30.00\n\n2031年收入预算90.00万元，比2030年增加5.00万元，增长5.88%"
    "，主要原因是人员增加";

/* Every beginning of the document, cut inside characters and cells as well, as UTF-8 and as what may be GB18030. */
Test(guard_pages, documents_are_not_left)
{
    mz_catalogue *catalogue = NULL;
    mz_error error;
    cr_assert_eq(mz_catalogue_load(NULL, 0, &catalogue, &error), MZ_OK);
    for (size_t length = 1; length < sizeof document; length += length < 64 ? 1 : 7) {
        mz_document *read = NULL;
        if (mz_parse(catalogue, at_end(document, length), length, NULL, &read, &error) == MZ_OK) mz_document_free(read);
    }
    mz_catalogue_free(catalogue);
}

Test(guard_pages, bytes_of_other_encodings_are_not_left)
{
    static const char gb18030[] = "\xC4\xB3\xCF\xD8\xCB\xAE\xC0\xFB\xBE\xD6"
                                  "2031\xC4\xEA\x81\x30\x81\x30\xB1\xED\n1.00";
    mz_arena *arena = mz_arena_new(1 << 20);
    for (size_t length = 1; length < sizeof gb18030; length++) {
        mz_text text;
        mz_error error;
        mz_text_load(arena, at_end(gb18030, length), length, &text, &error);
        mz_text_load(arena, at_begin(gb18030, length), length, &text, &error);
    }
    mz_arena_free(arena);
}
