#!/bin/sh
# What BIND and Unbound make of each shape in shapes.yaml, measured in a network namespace of its own.
#
#   measure.sh [QUADA-LAB]
#
# Writes record.json here and reports/resolvers.md. Takes about ten minutes; see README.md beside this file.
# Runs as root, or as an ordinary user in a user namespace. The namespace of processes takes every server with it when
# this script ends, however it ends.
set -eu
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"
here=$(cd "$(dirname "$0")" && pwd)
lab=${1:-$here/../../.build/release/quada-lab}
[ -x "$lab" ] || { echo "measure: no $lab; make build builds it" >&2; exit 2; }
lab=$(cd "$(dirname "$lab")" && pwd)/$(basename "$lab")
for tool in named unbound ip unshare python3; do
    command -v "$tool" >/dev/null || { echo "measure: $tool is missing; .ci/install-dependencies test" >&2; exit 2; }
done
if [ "$(id -u)" = 0 ]; then user=""; else user="--user --map-root-user"; fi
# With a /proc of its own: libdispatch aborts a program whose threads are not in /proc.
# shellcheck disable=SC2086
exec unshare $user --net --pid --fork --kill-child --mount-proc python3 "$here/measure.py" "$lab" "$here"
