/* check_support.h - what the tests of the checker's rules share: the built-in catalogue and the document under test,
 * which the fixture frees. For inclusion by one test file each. */
#ifndef TESTS_UNIT_CHECK_SUPPORT_H
#define TESTS_UNIT_CHECK_SUPPORT_H

#include <criterion/criterion.h>
#include <mingzhang/finding.h>
#include <mingzhang/parse.h>

static mz_catalogue *catalogue;
static mz_document *document;

static void open_catalogue(void)
{
    mz_error error;
    cr_assert_eq(mz_catalogue_load(NULL, 0, &catalogue, &error), MZ_OK, "%s", error.message);
}

static void close_catalogue(void)
{
    mz_document_free(document);
    mz_catalogue_free(catalogue);
}

#endif
