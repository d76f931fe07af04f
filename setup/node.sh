#!/bin/sh
# Node builds the web client. A machine that has none (or an old one) gets it from PyPI, into .venv.
set -eu
bin=$1
if command -v npm >/dev/null 2>&1 &&
    node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null; then
    exit 0
fi
echo "No Node of version 20.19 or newer here: getting one into .venv ..."
"$bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r setup/requirements-node.txt
