#!/bin/sh
# Fails when a C file is not formatted as .clang-format says; names the files.
set -eu
cd "${1:-.}"
git ls-files -co --exclude-standard '*.c' '*.h' | xargs clang-format --dry-run --Werror
echo "format: all C files agree with .clang-format"
