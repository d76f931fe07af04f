#!/bin/sh
# What must come from the system, by what it is for: `system.sh run PYTHON` or `system.sh test PYTHON`.
# As root on Debian it is installed; otherwise the command that brings it is named. Nothing else is touched.
set -eu
PATH=$PATH:/usr/sbin:/sbin
purpose=$1
python=$2
missing=""
optional=""

has() { command -v "$1" >/dev/null 2>&1; }
library() { ldconfig -p 2>/dev/null | grep -q "$1"; }
want() { missing="$missing $1"; }

if ! has "$python"; then
    want python3
    want python3-venv
elif ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "Klangbro needs Python 3.11 or newer; $("$python" --version) is what '$python' is." >&2
    echo "Get a newer one and say which: make PYTHON=python3.12 ..." >&2
    exit 1
elif ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    want python3-venv
fi

if [ "$(uname -s)" = Linux ]; then
    if [ "$purpose" = run ]; then
        library libportaudio.so.2 || optional=libportaudio2
    else
        library libportaudio.so.2 || want libportaudio2
        has jackd || want jackd2
        has chromium || want chromium
        has ip || want iproute2
        has turnserver || want coturn
        has haproxy || want haproxy
        has nft || want nftables
        has cc || want gcc
        has redis-server || want redis-server
        has postgres || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || want postgresql
        [ -e /usr/include/stdio.h ] || want libc6-dev
        [ -e /usr/share/fonts/truetype/dejavu ] || want fonts-dejavu-core
    fi
fi

if [ -n "$missing" ]; then
    if [ "$(id -u)" = 0 ] && has apt-get; then
        echo "Installing system packages:$missing"
        export DEBIAN_FRONTEND=noninteractive
        apt-get update -qq
        # shellcheck disable=SC2086
        apt-get install -y -qq --no-install-recommends $missing >/dev/null
    else
        echo "Missing on this machine:$missing" >&2
        echo "  sudo apt-get install --no-install-recommends$missing" >&2
        exit 1
    fi
fi
if [ -n "$optional" ]; then
    echo "Note: for a sound card on this machine: sudo apt-get install $optional (pages and the demo do without)."
fi
