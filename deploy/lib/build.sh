# shellcheck shell=bash
# build.sh - building and testing.

build_preset() {
    local launcher=
    ! command -v ccache >/dev/null || launcher=ccache
    cmake --preset "$1" "-DCMAKE_C_COMPILER_LAUNCHER=$launcher"
    cmake --build --preset "$1"
}

# The programs in $bin; those of the release preset are brought up to date, others are taken as they are.
build_programs() {
    if [ -z "${MZ_BIN:-}" ]; then
        step "build (release)" build_preset release
    fi
    [ -x "$bin/mingzhang" ] || die "no mingzhang in $bin"
}

command_test() {
    open_stack "$default_stack/test"
    mkdir -p "$stack/logs"
    ensure_packages
    ensure_jars
    ensure_checkers
    step "build (release: gcc, optimised)" build_preset release
    step "build (dev-clang: clang, sanitizers)" build_preset dev-clang
    step "build (dev: gcc, sanitizers)" build_preset dev
    local outcome=0
    ctest --preset dev "$@" || outcome=$?
    closing_lines
    return "$outcome"
}

# What the runners inside of ctest's tests closed with; ctest itself shows their output only when they fail.
closing_lines() {
    say "closing lines of the runners:"
    sed -n -e 's/^[0-9/]* Testing: /  /p' -e '/Synthesis: Tested/s/^.*Synthesis/    Synthesis/p' \
        -e 's/^Ran [0-9]* tests\{0,1\} in .*/    &/p' -e 's/^\(OK\|FAILED\)\( (.*)\)\{0,1\}$/    &/p' \
        -e 's/^[0-9]* passed, [0-9]* failed.*/    &/p' build/dev/Testing/Temporary/LastTest.log >&3
}
