# shellcheck shell=bash
# demo.sh - the whole pipeline at work on the samples.

command_demo() { die "not written yet"; }
