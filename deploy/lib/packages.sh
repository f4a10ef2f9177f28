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

# Checkers that are worth having and that the tests skip when they cannot be had: Kubernetes' schemas from PyPI, and
# promtool out of Debian's package, without installing that package, which would start a Prometheus on this machine.
fetch_kubernetes_validate() {
    /usr/bin/python3 -m venv "$project/.cache/venv" &&
        "$project/.cache/venv/bin/pip" install -q kubernetes-validate==1.37.0
}

fetch_promtool() {
    (
        rm -rf "$project/.cache/tools" && mkdir -p "$project/.cache/tools" && cd "$project/.cache/tools" &&
            apt-get download -q prometheus && dpkg-deb --fsys-tarfile prometheus_*.deb |
            tar -x --strip-components=3 ./usr/bin/promtool && rm -f prometheus_*.deb
    )
}

optional() { "$@" || echo "not to be had: the tests that need it are skipped"; }

ensure_checkers() {
    [ -x "$project/.cache/venv/bin/kubernetes-validate" ] ||
        step "fetch the Kubernetes schemas (optional)" optional fetch_kubernetes_validate
    [ -x "$project/.cache/tools/promtool" ] || step "fetch promtool (optional)" optional fetch_promtool
}
