# Writes OUTPUT: a C file with every JSON file below ROOT as a byte array, and the table of them that mz_catalogue_embedded returns.
file(GLOB_RECURSE files RELATIVE ${ROOT} ${ROOT}/*.json)
list(SORT files)
set(arrays "")
set(table "")
set(index 0)
foreach(name IN LISTS files)
  file(READ ${ROOT}/${name} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(APPEND arrays "static const unsigned char file_${index}[] = {${bytes}0};\n")
  string(APPEND table "    {\"${name}\", (const char *)file_${index}, sizeof file_${index} - 1},\n")
  math(EXPR index "${index} + 1")
endforeach()
file(WRITE ${OUTPUT} "/* Generated from schemas/catalogue by cmake/embed.cmake. */
#include <mingzhang/catalogue.h>

#pragma GCC diagnostic ignored \"-Wconversion\"
${arrays}
static const mz_catalogue_file files[] = {
${table}    {NULL, NULL, 0}};

size_t mz_catalogue_embedded(const mz_catalogue_file **list)
{
    *list = files;
    return sizeof files / sizeof *files - 1;
}
")
