# shellcheck shell=bash
# demo.sh - the whole pipeline at work on the samples.

# Makes the demo's own stack anew: whatever an earlier demo left is stopped and removed.
open_demo_stack() {
    open_stack "${MZ_STACK:-$default_stack/demo}"
    lock_stack
    stop_stack
    remove_postgres_data
    find "$stack" -mindepth 1 -maxdepth 1 ! -name lock -exec rm -rf {} +
    open_stack "$stack"
    mkdir -p "$stack/run" "$stack/logs" "$stack/kafka"
}

# The connection of a role, from the owner's.
database_of() { printf '%s\n' "${MZ_DATABASE/user=mingzhang/user=mingzhang_$1}"; }

start_daemons() {
    local worker
    for worker in worker-1 worker-2; do
        spawn "$worker" "$bin/mingzhang-worker" --database "$(database_of writer)" --http-address 127.0.0.1:0
    done
    spawn relay "$bin/mingzhang-relay" --database "$(database_of publisher)" --http-address 127.0.0.1:0
}

ask() { psql_stack "$MZ_DATABASE options='-c search_path=mingzhang'" "$@"; }

# Every sample is behind the offsets in PostgreSQL, and every event is acknowledged by Kafka.
everything_is_done() {
    [ "$(ask -Atc "SELECT coalesce(sum(next_offset), 0) >= $1 AND (SELECT count(*) FROM outbox WHERE sent_at IS NULL) = 0 FROM consumer_offset")" = t ]
}

# `tail` ends every event with an empty line.
everything_is_shown() { [ "$(grep -c '^$' "$stack/logs/anomalies.log")" -ge "$1" ]; }

show_summary() {
    say
    say "What PostgreSQL holds now:"
    ask -P footer=off -P border=1 >&3 <<'SQL'
SELECT organisation AS "organisation", fiscal_year AS "year", kind, serialisation AS "text form", revision AS "rev.",
       tables, line_items AS "amounts", facts AS "figures in text",
       round(100.0 * figures_checked / nullif(figures, 0)) AS "% checked"
FROM current_document ORDER BY organisation, fiscal_year, kind;
SELECT severity, rule, findings, documents FROM rule_frequency ORDER BY severity = 'info', severity, findings DESC, rule;
SELECT DISTINCT organisation, fiscal_year AS "year", code, label, prior_yuan AS "year before, yuan", current_yuan AS "this year, yuan",
       percent AS "change in %, unexplained"
FROM unexplained_change ORDER BY percent DESC LIMIT 5;
SQL
}

stop_demo() {
    local status=$?
    [ -z "$tail_pid" ] || kill "$tail_pid" 2>/dev/null || true
    report_failed_step
    step=''
    if [ -n "$keep" ] && [ "$status" -eq 0 ]; then
        say
        say "Everything still runs. \`. $stack/env\` sets MZ_KAFKA_BROKERS and MZ_DATABASE; \`deploy/dev down\` ends it."
    else
        say
        stop_stack
    fi
}

command_demo() {
    local samples=("$project"/samples/*.txt) events
    keep='' tail_pid=''
    case ${1:-} in "") ;; --keep) keep=yes ;; *) die "demo: no option '$1'" ;; esac
    [ -e "${samples[0]}" ] || die "no samples in $project/samples"
    open_demo_stack
    trap stop_demo EXIT
    start_stack
    step "start two workers and the relay" start_daemons
    say
    say "${#samples[@]} documents go to disclosure.published; the anomalies as they arrive on disclosure.anomalies:"
    say
    "$bin/mingzhang" tail --from-beginning 9>&- > >(tee "$stack/logs/anomalies.log" >&3) &
    tail_pid=$!
    "$bin/mingzhang" publish "${samples[@]}" >>"$step_log" 2>&1
    wait_for 120 everything_is_done "${#samples[@]}" || die "the documents were not all read; see $stack/logs"
    events=$(ask -Atc "SELECT count(*) FROM outbox WHERE topic = 'disclosure.anomalies'")
    wait_for 60 everything_is_shown "$events" || die "not all anomalies were shown; see $stack/logs/anomalies.log"
    kill "$tail_pid" && wait "$tail_pid" || true
    tail_pid=''
    say "$events anomalies."
    show_summary
}
