# shellcheck shell=bash
# packages.sh - what must be installed, and installing it.

# The names that are not installed, of those given.
missing_packages() {
    local installed name
    installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' 2>/dev/null | sed -n 's/ installed$//p')
    for name in "$@"; do
        grep -qxF -- "$name" <<<"$installed" || echo "$name"
    done
}

# Sets $java to a Java 17 or later; fails when there is none.
find_java() {
    local candidate version
    for candidate in "${JAVA_HOME:+$JAVA_HOME/bin/java}" "$(command -v java)" /usr/lib/jvm/java-17-openjdk-*/bin/java; do
        [ -x "$candidate" ] || continue
        version=$("$candidate" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p')
        [ "${version:-0}" -ge 17 ] || continue
        java=$candidate
        return 0
    done
    return 1
}

apt_get() {
    local sudo=
    [ "$EUID" -eq 0 ] || sudo=sudo
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get "$@"
}

install_packages() {
    apt_get update
    apt_get install -y --no-install-recommends "$@"
}

ensure_packages() {
    local wanted missing
    [ -r /etc/debian_version ] || die "this script knows Debian 12 only; elsewhere install the equivalents of deploy/packages.txt"
    mapfile -t wanted < <(sed 's/#.*//' "$project/deploy/packages.txt" | grep -v '^ *$')
    find_java || wanted+=(openjdk-17-jre-headless)
    jars_are_good || command -v mvn >/dev/null || wanted+=(maven)
    mapfile -t missing < <(missing_packages "${wanted[@]}")
    if [ "${#missing[@]}" -gt 0 ]; then
        [ "$EUID" -eq 0 ] || command -v sudo >/dev/null ||
            die "these packages are missing, and there is neither root nor sudo to install them: ${missing[*]}"
        step "install ${#missing[@]} Debian packages" install_packages "${missing[@]}"
    fi
    find_java || die "no Java 17 although openjdk-17-jre-headless is installed"
}
