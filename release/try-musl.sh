#!/bin/sh
# Tests the wheels for musl in dist/, each by its own Python: for a container of PyPA's with all
# of them under /opt/python. It writes nothing here.
set -eu

export PYTHONDONTWRITEBYTECODE=1
tools=$(grep -E '^(pytest|hypothesis)' requirements/dev.txt)
count=0
for wheel in dist/h11-*-musllinux_1_2_"$(uname -m)".whl; do
    name=${wheel##*/}
    # h11, the version, and then such as cp314-cp314t.
    tag=$(echo "$name" | cut -d- -f3-4)
    echo "== $tag"
    "/opt/python/$tag/bin/python" -m venv "/tmp/$tag"
    # shellcheck disable=SC2086
    "/tmp/$tag/bin/python" -m pip install --quiet $tools "$wheel"
    "/tmp/$tag/bin/python" -m pytest -q -p no:cacheprovider tests/package
    count=$((count + 1))
done
echo "$count wheels tested"
test "$count" -gt 0
