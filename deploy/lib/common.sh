# shellcheck shell=bash
# common.sh - words, timed steps, and processes that are known by pid and start time.

say() { printf '%s\n' "$*" >&3; }
die() {
    printf 'deploy/dev: %s\n' "$*" >&2
    exit 1
}

# Runs a command as a step: its output goes to the log, its name and duration to the person.
# $step is set while it runs, so that the exit trap can say what failed.
step() {
    local started=${EPOCHREALTIME/./} tenths
    step=$1
    shift
    printf '  %-58s' "$step" >&3
    printf '== %s: %s\n' "$(date -u +%FT%TZ)" "$step" >>"$step_log"
    "$@" >>"$step_log" 2>&1 3>>"$step_log"
    tenths=$(((${EPOCHREALTIME/./} - started) / 100000))
    printf '%4d.%d s\n' $((tenths / 10)) $((tenths % 10)) >&3
    step=
}

# To be called by the exit trap: tells which step failed and the end of its log.
report_failed_step() {
    [ -n "$step" ] || return 0
    printf 'failed\n' >&3
    printf 'deploy/dev: failed: %s. The end of %s:\n' "$step" "$step_log" >&2
    tail -n 25 "$step_log" >&2
}

# wait_for SECONDS COMMAND...: until the command succeeds; 1 when the time is over.
wait_for() {
    local until=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$until" ] || return 1
        sleep 0.1
    done
}

# The start time of a process in clock ticks since boot; fails when there is none or it is a zombie. With the pid it
# names one process for good: a pid that was given to another process has another start time.
start_ticks() {
    local stat fields
    { stat=$(<"/proc/$1/stat"); } 2>/dev/null || return 1
    read -ra fields <<<"${stat##*) }"
    [ "${fields[0]}" != Z ] || return 1
    printf '%s\n' "${fields[19]}"
}

# running NAME: whether the process that was recorded under this name still runs; sets $pid.
running() {
    local ticks
    pid=
    [ -s "$stack/run/$1.pid" ] || return 1
    read -r pid ticks <"$stack/run/$1.pid"
    [ "$(start_ticks "$pid")" = "$ticks" ]
}

# spawn NAME COMMAND...: starts a process in the background, its output in logs/NAME.log, and records it.
spawn() {
    local name=$1 log="$stack/logs/$1.log" ticks
    shift
    [ ! -s "$log" ] || mv -f "$log" "$log.1"
    setsid "$@" >"$log" 2>&1 </dev/null 3>&- 9>&- &
    pid=$!
    ticks=$(start_ticks "$pid") || ticks=0
    printf '%s %s\n' "$pid" "$ticks" >"$stack/run/$name.pid"
}

not_running() { ! running "$1"; }

# stop NAME SIGNAL SECONDS: asks the recorded process to end, and ends it when it has not after SECONDS.
stop() {
    if running "$1"; then
        kill -s "$2" "$pid"
        if ! wait_for "$3" not_running "$1"; then
            echo "$1 (pid $pid) did not end within $3 s after SIG$2: SIGKILL"
            kill -s KILL "$pid"
            wait_for 10 not_running "$1"
        fi
    fi
    rm -f "$stack/run/$1.pid"
}

port_taken() { [ -n "$(ss -Hltn "sport = :$1")" ]; }

# free_port FIRST: prints the first port from FIRST on, in steps of ten, that nobody listens on.
free_port() {
    local port=$1
    while port_taken "$port"; do
        port=$((port + 10))
        [ "$port" -lt 32000 ] || die "no free port from $1 on"
    done
    echo "$port"
}

# remember NAME VALUE: one line of the stack's env file, which shells and the harness read. Values hold no quotes.
remember() {
    touch "$stack/env"
    chmod 600 "$stack/env"
    sed -i "/^export $1=/d" "$stack/env"
    printf "export %s='%s'\n" "$1" "$2" >>"$stack/env"
    export "$1=$2"
}
