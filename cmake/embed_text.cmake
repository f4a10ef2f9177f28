# Writes OUTPUT: a C file with every JSON file in ROOT as a byte array, and sim_files, the table of them (services/cli/simulate.h).
file(GLOB files RELATIVE ${ROOT} ${ROOT}/*.json)
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
file(WRITE ${OUTPUT} "/* Generated from services/cli/simulate by cmake/embed_text.cmake. */
#include \"simulate.h\"

${arrays}
const sim_file sim_files[] = {
${table}    {NULL, NULL, 0}};
")
