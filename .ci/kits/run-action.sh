#!/bin/sh
# The GitHub Action's work, one step a word; it runs as well by hand, with the same variables in the environment.
#
#   run-action.sh prepare    finds quada, or says that it must be built, and under which key it is cached
#   run-action.sh build      builds it, with every library linked in
#   run-action.sh run        audits once, writes the reports and the summary, and tells the outputs
#   run-action.sh verdict    ends as the action ends
#
# Every input of action.yml arrives as a variable QUADA_... and nothing is ever interpolated into a script. A list is of
# words between blanks or of lines; no word is expanded as a pattern.
set -euf
[ -n "${GITHUB_OUTPUT:-}" ] || GITHUB_OUTPUT=/dev/null
here=$(cd "$(dirname "$0")" && pwd)
checkout=${here%/.ci/kits}
newline='
'

# Not more than this goes into the summary: GitHub drops one above 1 MiB.
summary_octets=1000000

# An error that GitHub shows at the run, then the status for wrong usage.
refuse() {
    echo "::error title=quada::$*"
    exit 2
}

output() { printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"; }

# One line, or it would be a second output.
single_line() {
    case "$2" in *"$newline"*) refuse "$1 must be one line" ;; esac
}

is_true() {
    case "$2" in
    true) return 0 ;;
    false | "") return 1 ;;
    *) refuse "$1 is true or false, not '$2'" ;;
    esac
}

own_binary() { echo "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/quada-bin/quada"; }

prepare() {
    quada=${QUADA_BINARY:-}
    if [ -n "$quada" ]; then
        single_line quada "$quada"
        command -v "$quada" >/dev/null || refuse "there is no $quada to run"
    elif ! is_true build "${QUADA_BUILD:-}" && command -v quada >/dev/null; then
        quada=$(command -v quada)
    fi
    if [ -n "$quada" ]; then
        output build false
        output quada "$quada"
        return
    fi
    output build true
    output quada "$(own_binary)"
    output folder "$(dirname "$(own_binary)")"
    # What goes into the binary: its sources, its dependencies' lower bounds, the toolchain.
    key=$({
        cd "$checkout"
        find Package.swift Makefile Sources -type f -exec sha256sum {} + | sort -k 2
        ${SWIFT:-swift} --version 2>/dev/null || echo "no Swift"
    } | sha256sum | cut -c 1-32)
    output key "$key"
}

build() {
    target=$(own_binary)
    if [ -x "$target" ]; then
        echo "quada comes from the cache"
        return
    fi
    command -v "${SWIFT:-swift}" >/dev/null ||
        refuse "Swift 6.2 or later is needed to build quada; run the job in a swift:6.2 container, or set the input quada"
    make -C "$checkout" portable
    mkdir -p "$(dirname "$target")"
    cp "$checkout/.build/portable/release/quada" "$target"
}

# The report to a file of its own, in each format that somebody reads.
audit() {
    given=0
    for subject in "${QUADA_ZONE_FILE:-}" "${QUADA_NAMES_FILE:-}" "${QUADA_NAMES:-}"; do
        [ -z "$subject" ] || given=$((given + 1))
    done
    [ "$given" = 1 ] || refuse "give one of zone-file, names-file and names"
    reports=${QUADA_REPORTS:-quada-reports}
    single_line reports "$reports"
    mkdir -p "$reports"
    # No report of an earlier run is taken for this one's.
    for file in quada.xml quada.sarif quada.md quada.json; do rm -f "$reports/$file"; done

    if [ -n "${QUADA_NAMES:-}" ]; then set -- audit; else set -- zone; fi
    set -- "$@" --format text --format "junit=$reports/quada.xml" --format "sarif=$reports/quada.sarif"
    set -- "$@" --format "markdown=$reports/quada.md" --format "json=$reports/quada.json"
    [ -z "${QUADA_CONFIG:-}" ] || set -- "$@" --config "$QUADA_CONFIG"
    [ -z "${QUADA_BASELINE:-}" ] || set -- "$@" --baseline "$QUADA_BASELINE"
    [ -z "${QUADA_FAIL_ON:-}" ] || set -- "$@" --fail-on "$QUADA_FAIL_ON"
    if is_true require-aaaa "${QUADA_REQUIRE_AAAA:-}"; then set -- "$@" --require-aaaa; fi
    # Words, on purpose: patterns are off.
    for server in ${QUADA_SERVERS:-}; do set -- "$@" --server "$server"; done
    IFS=$newline
    for argument in ${QUADA_ARGUMENTS:-}; do set -- "$@" "$argument"; done
    unset IFS
    if [ -n "${QUADA_NAMES_FILE:-}" ]; then
        set -- "$@" --names "$QUADA_NAMES_FILE"
    elif [ -n "${QUADA_ZONE_FILE:-}" ]; then
        set -- "$@" -- "$QUADA_ZONE_FILE"
    else
        set -- "$@" --
        for name in $QUADA_NAMES; do set -- "$@" "$name"; done
    fi

    # The report quotes what servers sent: none of it may be read as a command to the runner.
    word=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    echo "::stop-commands::$word"
    status=0
    "${QUADA_BINARY:-quada}" "$@" || status=$?
    echo "::$word::"

    output status "$status"
    case "$status" in
    0) output result clean ;;
    1) output result findings ;;
    3) output result indeterminate ;;
    *) output result error ;;
    esac
    for pair in junit=quada.xml sarif=quada.sarif markdown=quada.md json=quada.json; do
        [ ! -s "$reports/${pair#*=}" ] || output "${pair%%=*}" "$reports/${pair#*=}"
    done
    if is_true summary "${QUADA_SUMMARY:-}" && [ -s "$reports/quada.md" ] && [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
        summarise "$reports/quada.md" >>"$GITHUB_STEP_SUMMARY"
    fi
}

# The Markdown, whole or cut at a line.
summarise() {
    if [ "$(wc -c <"$1")" -le "$summary_octets" ]; then
        cat "$1"
    else
        head -c "$summary_octets" "$1" | sed '$d'
        printf '\nThis is the beginning; the whole report is in %s.\n' "${1##*/}"
    fi
    echo
}

verdict() {
    status=${QUADA_STATUS:-}
    case "$status" in
    0) exit 0 ;;
    1)
        echo "::error title=quada::findings at or above fail-on: see the summary and the reports"
        exit 1
        ;;
    3)
        if is_true allow-indeterminate "${QUADA_ALLOW_INDETERMINATE:-}"; then
            echo "::warning title=quada::some names could not be audited: see the summary and the reports"
            exit 0
        fi
        echo "::error title=quada::some names could not be audited: see the summary and the reports"
        exit 3
        ;;
    "" | *[!0-9]*) refuse "quada was not run" ;;
    *)
        echo "::error title=quada::quada ended with status $status"
        exit "$status"
        ;;
    esac
}

case "${1:-}" in
prepare) prepare ;;
build) build ;;
run) audit ;;
verdict) verdict ;;
*) refuse "usage: run-action.sh prepare|build|run|verdict" ;;
esac
