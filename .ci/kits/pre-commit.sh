#!/bin/bash
# Runs quada once for each file: pre-commit hands over all that changed, and quada reads one at a time.
#
#   pre-commit.sh config|zone [--OPTION[=VALUE]...] FILE...
#
# Ends with the worst status of all files: wrong input (2) before findings (1) before indeterminate (3).
set -u
case "${1:-}" in
config) command=(quada config check) ;;
zone) command=(quada zone) ;;
*)
    echo "usage: pre-commit.sh config|zone [--OPTION[=VALUE]...] FILE..." >&2
    exit 2
    ;;
esac
shift
command -v quada >/dev/null || {
    echo "quada is not on the PATH; make install puts it there" >&2
    exit 2
}
while [[ "${1:-}" == -* ]]; do
    command+=("$1")
    shift
done

worst=0
for file in "$@"; do
    status=0
    "${command[@]}" -- "$file" || status=$?
    case "$status,$worst" in
    0,* | *,2 | 3,1) ;;
    *) worst=$status ;;
    esac
done
exit "$worst"
