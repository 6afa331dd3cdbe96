#!/bin/bash
# Runs a command in a network namespace of its own, in which a world of world.py is the Internet.
#
#   namespace.sh [OPTIONS] WORLD COMMAND...
#     --delay MS, --loss PERCENT                   of each packet, so that a round trip has them twice: by netem where the
#                                                  kernel has it, else by path.py, which bears some 20,000 packets a second
#     --lab QUADA_LAB                              what serves the zones that lie; else .build/release/quada-lab
#     --servers-on CPUS, --command-on CPUS         processors, as taskset has them
#
# WORLD is the folder that world.py wrote, or wide.py; NSD serves its honest zones, or what the folder has as "serve" all. The command begins when every server answers, and
# its exit status is this script's. As root, or as an ordinary user in a user namespace. No packet leaves: there is no
# interface but loopback. The namespace of processes takes every server with it when this script ends, however it ends.
# unshare, which this script becomes, takes no SIGTERM that is for it alone: SIGKILL, or the signal to the whole group.
set -u
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"
die() { echo "namespace: $*" >&2; exit 70; }

if [ -z "${IN_BENCH_NAMESPACE:-}" ]; then
    for what in dig ip nft unshare; do command -v $what >/dev/null || die "not installed: $what"; done
    namespaces=(--net --pid --fork --kill-child --mount-proc)
    [ "$(id -u)" = 0 ] || namespaces=(--user --map-root-user "${namespaces[@]}")
    refusal=$(unshare "${namespaces[@]}" true 2>&1) ||
        die "no namespaces here, run as root or allow them (sysctl user.max_user_namespaces): $refusal"
    IN_BENCH_NAMESPACE=1 exec unshare "${namespaces[@]}" "$0" "$@"
fi

delay=0 loss=0 lab="$(dirname "$0")/../.build/release/quada-lab" servers_on="" command_on=""
while [ $# -gt 0 ]; do
    case "$1" in
    --delay) delay=$2 ;;
    --loss) loss=$2 ;;
    --lab) lab=$2 ;;
    --servers-on) servers_on=$2 ;;
    --command-on) command_on=$2 ;;
    *) break ;;
    esac
    shift 2
done
[ $# -ge 2 ] || die "WORLD and COMMAND are wanted"
world=$1
shift
[ -f "$world/manifest.json" ] || die "$world is no world of world.py"
if [ ! -x "$world/serve" ]; then
    command -v nsd >/dev/null || die "not installed: nsd"
    [ -x "$lab" ] || die "no quada-lab at $lab; 'make build' makes it"
fi

pids=()
stop() { for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null; done; wait 2>/dev/null; }
trap stop EXIT
trap 'exit 130' INT TERM

on() { # processors or none, then a command
    local processors=$1
    shift
    if [ -n "$processors" ]; then exec taskset -c "$processors" "$@"; else exec "$@"; fi
}

# Both ranges are this machine's, as a whole: a thousand addresses need no line each. IPv6 binds to such an address only
# when told that it need not be assigned.
ip link set lo up || die "this namespace has no loopback"
echo 1 >/proc/sys/net/ipv6/ip_nonlocal_bind || die "no ip_nonlocal_bind"
{ ip address add 198.19.255.254/32 dev lo && ip address add 2001:2::ffff:ffff/128 dev lo nodad; } || die "no addresses"
ip route add local 198.18.0.0/15 dev lo src 198.19.255.254 || die "no route for IPv4"
ip -6 route add local 2001:2::/48 dev lo src 2001:2::ffff:ffff || die "no route for IPv6"
# A client that sends faster than a server reads is no fault of the network.
[ ! -w /proc/sys/net/core/rmem_default ] || echo 4194304 >/proc/sys/net/core/rmem_default
ulimit -n "$(ulimit -H -n)"

start() { # name, then a command
    local name=$1
    shift
    (on "$servers_on" "$@") >"$world/run/$name.out" 2>&1 &
    pids+=($!)
}

rm -f "$world"/run/*.pid "$world"/run/*.xfrd "$world"/run/*.list
if [ -x "$world/serve" ]; then
    start serve "$world/serve"
else
    for name in root tlds hosts cdns; do start "nsd-$name" nsd -d -c "$world/nsd-$name.conf"; done
    start lab "$lab" serve --as-written "$world/liars.yaml"
fi

# A server is up when it gives the SOA of a zone it serves with authority.
ready() { # seconds, address, zone
    local end=$((SECONDS + $1))
    until dig +norecurse +time=1 +tries=1 "@$2" "$3" SOA 2>/dev/null | grep -q "flags: qr aa.*ANSWER: 1"; do
        for pid in "${pids[@]}"; do
            kill -0 "$pid" 2>/dev/null || { tail -n 5 "$world"/run/*.out "$world"/run/*.log >&2; die "a server ended"; }
        done
        [ $SECONDS -lt $end ] || die "$2 does not serve $3 after $1 s"
        read -r -t 0.1 _ <> <(:)
    done
}
while read -r address zone; do ready 300 "$address" "$zone"; done <"$world/ready"

# A command behind path.py has a namespace of its own, with one way to the servers.
client=()
behind_path() {
    unshare --net sleep infinity &
    pids+=($!)
    local pid=$!
    until [ "$(readlink "/proc/$pid/ns/net")" != "$(readlink /proc/self/ns/net)" ]; do read -r -t 0.05 _ <> <(:); done
    client=(nsenter --target "$pid" --net --)
    # That of an earlier run says "up", too.
    rm -f "$world/run/path.out"
    start path python3 "$(dirname "$0")/path.py" --to "$pid" --delay "$delay" --loss "$loss" --counts "$world/run/asked.json"
    until grep -qs up "$world/run/path.out"; do
        kill -0 "${pids[-1]}" 2>/dev/null || die "no path: $(tail -n 1 "$world/run/path.out")"
        read -r -t 0.05 _ <> <(:)
    done
    ip address add 192.0.2.1/30 dev path0 && ip address add 2001:db8::1/126 dev path0 nodad &&
        ip link set path0 up txqueuelen 20000 &&
        "${client[@]}" ip link set lo up && "${client[@]}" ip address add 192.0.2.2/30 dev path0 &&
        "${client[@]}" ip address add 2001:db8::2/126 dev path0 nodad &&
        "${client[@]}" ip link set path0 up txqueuelen 20000 &&
        "${client[@]}" ip route add 198.18.0.0/15 dev path0 src 192.0.2.2 &&
        "${client[@]}" ip -6 route add 2001:2::/48 dev path0 src 2001:db8::2
}

# Once the servers are up, so that it is only in the way of what is measured.
if [ "$delay" != 0 ]; then
    tc qdisc add dev lo root netem limit 100000 delay "${delay}ms" loss "$loss%" 2>/dev/null ||
        behind_path || die "neither netem nor a path of our own: --delay can not be had"
elif [ "$loss" != 0 ]; then
    # Without a delay nftables does: not every kernel has netem.
    awk -v loss="$loss" 'BEGIN { printf "add table inet weather\nadd chain inet weather path " \
        "{ type filter hook input priority 0; }\nadd rule inet weather path " \
        "numgen random mod 100000 < %d counter drop\n", loss * 1000 }' | nft -f - || die "no nftables for --loss"
fi

# What the command asks: queries over UDP, and connections over TCP, since the segments of one are not queries.
"${client[@]}" nft -f - <<'TABLE' || die "no nftables to count queries"
add table inet bench
add counter inet bench datagrams
add counter inet bench connections
add chain inet bench asked { type filter hook output priority 0; }
add rule inet bench asked udp dport 53 counter name datagrams
add rule inet bench asked tcp dport 53 tcp flags & (syn | ack) == syn counter name connections
TABLE

(on "$command_on" "${client[@]}" "$@")
