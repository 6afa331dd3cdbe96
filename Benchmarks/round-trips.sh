#!/bin/sh
# How long an audit takes against its longest chain of dependent round trips, in simulated time: 20 ms a round trip,
# nothing else takes any. The network of 2014 without its lies; by hand, after 'make build'.
#
#   Benchmarks/round-trips.sh
set -eu
cd "$(dirname "$0")/.."
honest=$(mktemp)
trap 'rm -f "$honest"' EXIT
sed '/^lies:/,$d' fixtures/gtm-2014.yaml >"$honest"
# The root, test., shop.test; test. and edge.test; test. and gtm.test; test. and cdn.test; cdn.test for the last name.
floor=200
.build/release/quada audit --lab "$honest" --format json www.shop.test |
    sed -n 's/.*"elapsed_ms" : \([0-9.]*\).*/\1/p; s/.*"queries" : \([0-9]*\).*/\1/p' |
    paste -s -d ' ' - | awk -v floor="$floor" \
    '{ printf "%.1f ms for a floor of %d ms: ratio %.2f; %d queries\n", $1, floor, $1 / floor, $2 }'
