#!/bin/sh
# Mutates simulated documents: run.sh MINGZHANG MUTATE ORGANISATIONS MUTATIONS PAIRS [OPTIONS OF MUTATE]
set -eu
program=$1 mutate=$2 organisations=$3 mutations=$4 pairs=$5
shift 5
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for unit in 万元 元; do
  "$program" simulate --organisations "$organisations" --years 2024 --seed 2024 --unit $unit --serialisations tabbed,cell-per-line --output "$work/$unit" >/dev/null
done
"$mutate" --mutations "$mutations" --pairs "$pairs" "$@" "$work"/*/*.txt
