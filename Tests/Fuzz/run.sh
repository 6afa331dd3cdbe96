#!/bin/sh
# Fuzzes the reader of network octets with libFuzzer and AddressSanitizer.
#
#   Tests/Fuzz/run.sh [SECONDS]      20 if none are given
#
# Starts from fixtures/wire; new inputs go to .build-fuzz/corpus. Ends with a line 'fuzz: N executions in S s, no
# finding', or not with 0. An input that broke it is left under .build-fuzz.
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-20}
out=.build-fuzz
mkdir -p "$out/corpus"
if [ "$(uname)" != Linux ]; then
    echo "fuzz: not run: the toolchain has libFuzzer on Linux only"
    exit 0
fi
# The linker says of every symbol of the sanitizer that it can not be exported; its words are shown if it fails.
# shellcheck disable=SC2046
if ! swiftc -O -swift-version 6 -parse-as-library -module-name QuadaFuzz -sanitize=fuzzer,address \
    -enable-upcoming-feature InternalImportsByDefault -enable-upcoming-feature ExistentialAny \
    -I Sources/CLDNS -I Sources/CIDN2 -I Sources/CCrypto $(pkg-config --cflags --libs ldns libidn2 libcrypto) \
    Sources/QuadaDNS/*.swift Sources/QuadaDNS/Presentation/*.swift Tests/Fuzz/WireReaderFuzz.swift -o "$out/wire-reader" 2>"$out/build-log"; then
    tail -n 40 "$out/build-log"
    echo "fuzz: the target does not build"
    exit 1
fi
# A trap is the fuzzer's to report; Swift's own backtrace would read what the sanitizer forbids.
# Swift's runtime keeps what it made once: leaks of ldns would be seen as growth, which -rss_limit_mb bounds.
if ! SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0 "$out/wire-reader" -max_total_time="$seconds" -max_len=4096 -timeout=5 \
    -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix="$out/" "$out/corpus" fixtures/wire >"$out/log" 2>&1; then
    tail -n 40 "$out/log"
    echo "fuzz: a finding, see $out"
    exit 1
fi
executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$out/log")
echo "fuzz: $executions executions in $seconds s, no finding"
