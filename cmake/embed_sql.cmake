# Writes OUTPUT: a C file with every NNN_name.sql in ROOT as a byte array, in order, and the table that services/cli/migrate.c applies.
file(GLOB files RELATIVE ${ROOT} ${ROOT}/[0-9][0-9][0-9]_*.sql)
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
file(WRITE ${OUTPUT} "/* Generated from schemas/sql by cmake/embed_sql.cmake. */
#include \"cli/migration.h\"

${arrays}
const migration embedded_migrations[] = {
${table}    {NULL, NULL, 0}};
")
