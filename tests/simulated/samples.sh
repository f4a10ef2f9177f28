#!/bin/sh
# Fails when the samples are not what `samples/make` writes: samples.sh SAMPLES MINGZHANG
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$1/make" "$2" "$work"
for file in "$work"/*; do cmp "$file" "$1/$(basename "$file")"; done
echo "samples: $(ls "$work" | wc -l) files are what the simulator writes"
