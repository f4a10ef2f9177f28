# shellcheck shell=bash
# postgres.sh - a private PostgreSQL 15 cluster. Debian's own clusters are neither used nor touched.

pg_bin=/usr/lib/postgresql/15/bin

# The unprivileged user that runs the server: oneself, or for root `postgres`, which Debian's package makes.
find_db_user() {
    if [ "$EUID" -ne 0 ]; then
        db_user=$(id -un)
    elif id postgres >/dev/null 2>&1; then
        db_user=postgres
    else
        db_user=mingzhang
        id "$db_user" >/dev/null 2>&1 || useradd --system --no-create-home --shell /usr/sbin/nologin "$db_user"
    fi
    as_db_user=(env -i --chdir=/ LC_ALL=C.UTF-8 "PATH=$PATH")
    if [ "$EUID" -eq 0 ]; then
        as_db_user=(setpriv "--reuid=$db_user" "--regid=$(id -g "$db_user")" --clear-groups "${as_db_user[@]}")
    fi
}

# Runs a command as that user with a clean environment, from a folder that everybody may enter.
as_db_user() { "${as_db_user[@]}" "$@"; }

# The data folder lies in the stack's folder, unless the server's user cannot get there: then in /var/tmp, under a
# name made from the stack's path.
choose_data_folder() {
    local home=$stack/postgres
    [ -z "${STACK_POSTGRES_DATA:-}" ] || return 0
    if ! as_db_user test -x "$stack"; then
        home=/var/tmp/mingzhang-$(id -u)-$(printf '%s' "$stack" | sha256sum | cut -c1-16)
    fi
    if ! mkdir -m 700 "$home" 2>/dev/null && [ "$(stat -c %U "$home")" != "$db_user" ]; then
        die "$home belongs to somebody else"
    fi
    [ "$EUID" -ne 0 ] || chown "$db_user:" "$home"
    remember STACK_POSTGRES_DATA "$home/data"
}

create_cluster() {
    local password password_file=${STACK_POSTGRES_DATA%/data}/password
    password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    rm -rf "$STACK_POSTGRES_DATA" "$password_file"
    # shellcheck disable=SC2016
    as_db_user sh -c 'umask 077; cat > "$1"' sh "$password_file" <<<"$password"
    as_db_user "$pg_bin/initdb" --pgdata "$STACK_POSTGRES_DATA" --username mingzhang --pwfile "$password_file" \
        --auth scram-sha-256 --encoding UTF8 --locale C.UTF-8
    rm -f "$password_file"
    remember STACK_POSTGRES_PASSWORD "$password"
}

postgres_answers() { "$pg_bin/pg_isready" -q -h 127.0.0.1 -p "$STACK_POSTGRES_PORT" -d postgres -U mingzhang; }
postgres_settled() { postgres_answers || not_running postgres; }

# After a crash the old server's children need a moment to notice that it is gone; a new one refuses to start until then.
launch_postgres() {
    local try
    for try in 1 2 3 4 5; do
        spawn postgres "${as_db_user[@]}" "$pg_bin/postgres" -D "$STACK_POSTGRES_DATA" -p "$STACK_POSTGRES_PORT" -c listen_addresses=127.0.0.1 \
            -c unix_socket_directories= -c max_wal_size=2GB -c log_line_prefix='%m [%p] '
        wait_for 180 postgres_settled
        if running postgres && postgres_answers; then return 0; fi
        echo "attempt $try:"
        cat "$stack/logs/postgres.log"
        sleep 1
    done
    return 1
}

psql_stack() { "$pg_bin/psql" -X -q -v ON_ERROR_STOP=1 -d "${1}" "${@:2}"; }

create_database() {
    local connection="host=127.0.0.1 port=$STACK_POSTGRES_PORT user=mingzhang password=$STACK_POSTGRES_PASSWORD dbname"
    if [ -z "$(psql_stack "$connection=postgres" -Atc "SELECT 1 FROM pg_database WHERE datname = 'mingzhang'")" ]; then
        psql_stack "$connection=postgres" -c 'CREATE DATABASE mingzhang'
    fi
    remember MZ_DATABASE "$connection=mingzhang"
}

start_postgres() {
    running postgres && return 0
    find_db_user
    choose_data_folder
    [ -f "$STACK_POSTGRES_DATA/PG_VERSION" ] || step "postgres: create a cluster run by $db_user" create_cluster
    remember STACK_POSTGRES_PORT "$(free_port "${STACK_POSTGRES_PORT:-${MZ_POSTGRES_PORT:-15432}}")"
    step "postgres: start it on 127.0.0.1:$STACK_POSTGRES_PORT" launch_postgres
    step "postgres: database mingzhang" create_database
}

stop_postgres() { stop postgres INT 60; }

# Removes the data folder when it lies outside the stack's folder.
remove_postgres_data() {
    case ${STACK_POSTGRES_DATA:-} in
    /var/tmp/mingzhang-*/data) rm -rf "${STACK_POSTGRES_DATA%/data}" ;;
    esac
}
