#!/bin/bash
# Real authoritative servers in a network namespace of their own, audited by the real command.
#
#   run.sh QUADA OUT REPEATS
#
# QUADA: the built command. OUT: a folder for configurations, logs and reports: OUT/audit.json for all names once,
# OUT/honest-N.json for the names in "honest", REPEATS times; OUT/software.json for a name at each kind of server, asked
# what it runs.
# Runs as root, or as an ordinary user in a user namespace. The namespace of processes takes every server with it when
# this script ends, however it ends; NSD's children would else outlive NSD by seconds.
set -u
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"
die() { echo "real servers: $*" >&2; exit 70; }

if [ -z "${IN_NAMESPACE:-}" ]; then
    missing=""
    while read -r what package; do
        command -v "$what" >/dev/null || missing="$missing $package"
    done <<'PACKAGES'
nsd nsd
named bind9
dig bind9-dnsutils
knotd knot
pdns_server pdns-server
dnsdist dnsdist
gdnsd gdnsd
ip iproute2
unshare util-linux
timeout coreutils
PACKAGES
    ls /usr/lib/*/pdns/libbindbackend.so >/dev/null 2>&1 || missing="$missing pdns-backend-bind"
    [ -z "$missing" ] || die "not installed:$missing; as root: apt-get install$missing"

    # With a /proc of its own: libdispatch aborts a program whose threads are not in /proc.
    namespaces=(--net --pid --fork --kill-child --mount-proc)
    [ "$(id -u)" = 0 ] || namespaces=(--user --map-root-user "${namespaces[@]}")
    refusal=$(unshare "${namespaces[@]}" true 2>&1) ||
        die "no namespaces here, run as root or allow them (sysctl user.max_user_namespaces): $refusal"
    IN_NAMESPACE=1 exec unshare "${namespaces[@]}" "$0" "$@"
fi
here=$(cd "$(dirname "$0")" && pwd)
quada=$1
out=$2
repeats=$3
pids=()
stop() { for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null; done; wait 2>/dev/null; }
trap stop EXIT

ip link set lo up || die "this namespace has no loopback"
for n in 1 2 3 4 11 12 21 22 31 32 41 42 51 52 61 62 71 72; do
    ip address add "192.0.2.$n/32" dev lo && ip address add "2001:db8::$n/128" dev lo nodad || die "no address $n"
done

mkdir -p "$out" && cp -r "$here"/zones "$out/" && cd "$out" || die "no folder $out"
# What the five zones of the chain have in common, whatever serves them.
for zone in alpha beta gamma delta epsilon; do cat zones/every.zone >>"zones/$zone.test.zone"; done
# Each lying zone is the same zone under another name.
for zone in empty drop nxdomain servfail formerr notimp refused short tc one-of-four slow lossy; do
    cp zones/liar.zone "zones/$zone.test.zone"
done

start() {
    local name=$1
    shift
    "$@" >"$out/$name.log" 2>&1 &
    pids+=($!)
}

nsd_server() { # name, addresses and port, minimal responses (yes or no), then zone=file ...; $hide: yes or no, what it is
    local name=$1 listen=$2 minimal=$3 hide=${hide:-no}
    shift 3
    mkdir -p "$out/$name"
    {
        echo "server:"
        for address in $listen; do echo "  ip-address: $address"; done
        echo "  username: \"\""
        echo "  zonesdir: \"$out/zones\""
        echo "  pidfile: \"$out/$name/pid\""
        echo "  database: \"\""
        echo "  xfrdfile: \"$out/$name/xfrd\""
        echo "  xfrdir: \"$out/$name\""
        echo "  zonelistfile: \"$out/$name/list\""
        echo "  server-count: 1"
        echo "  minimal-responses: $minimal"
        echo "  hide-version: $hide"
        echo "  hide-identity: $hide"
        echo "remote-control:"
        echo "  control-enable: no"
        for zone in "$@"; do printf 'zone:\n  name: "%s"\n  zonefile: "%s"\n' "${zone%%=*}" "${zone#*=}"; done
    } >"$name.conf"
    start "$name" nsd -d -c "$out/$name.conf"
}

knot_server() { # name, addresses, signed or plain, then zone=file ...
    local name=$1 listen=$2 signing=$3
    shift 3
    mkdir -p "$out/$name"
    {
        echo "server:"
        echo "  rundir: $out/$name"
        echo "  listen: [$(printf '%s@53, ' $listen | sed 's/, $//')]"
        echo "database:"
        echo "  storage: $out/$name"
        echo "policy:"
        echo "  - id: here"
        echo "    single-type-signing: on"
        echo "zone:"
        for zone in "$@"; do
            printf '  - domain: %s\n    file: %s\n    storage: %s\n    zonefile-sync: -1\n    journal-content: none\n' \
                "${zone%%=*}" "$out/zones/${zone#*=}" "$out/$name"
            if [ "$signing" = signed ]; then printf '    dnssec-signing: on\n    dnssec-policy: here\n'; fi
        done
    } >"$name.conf"
    start "$name" knotd -c "$out/$name.conf"
}

named_server() { # name, IPv4 addresses, IPv6 addresses, minimal responses (yes or no), then zone=file ...; $hide as above
    local name=$1 listen=$2 listen6=$3 minimal=$4
    shift 4
    mkdir -p "$out/$name"
    {
        echo "options {"
        echo "  directory \"$out/$name\"; pid-file none; session-keyfile \"$out/$name/key\"; lock-file none;"
        echo "  listen-on { $(printf '%s; ' $listen)}; listen-on-v6 { $(printf '%s; ' $listen6)};"
        echo "  recursion no; minimal-responses $minimal; dnssec-validation no; notify no;"
        [ "${hide:-no}" = no ] || echo "  version none; hostname none; server-id none;"
        echo "};"
        echo "controls { };"
        for zone in "$@"; do
            printf 'zone "%s" { type primary; file "%s"; };\n' "${zone%%=*}" "$out/zones/${zone#*=}"
        done
    } >"$name.conf"
    start "$name" named -g -n 1 -c "$out/$name.conf"
}

nsd_server nsd-root "192.0.2.1 2001:db8::1" no .=root.zone
knot_server knot-root "192.0.2.2 2001:db8::2" plain .=root.zone
nsd_server nsd-test "192.0.2.3 2001:db8::3" yes test=test.zone
named_server named-test "192.0.2.4" "2001:db8::4" yes test=test.zone
nsd_server nsd-alpha "192.0.2.11 2001:db8::11 192.0.2.12 2001:db8::12" yes \
    alpha.test=alpha.test.zone glueless.test=glueless.test.zone
# Parent and child on one server, so that nothing is ever referred.
named_server named-beta "192.0.2.21 192.0.2.22" "2001:db8::21 2001:db8::22" no \
    beta.test=beta.test.zone child.beta.test=child.beta.test.zone
knot_server knot-gamma "192.0.2.31 2001:db8::31 192.0.2.32 2001:db8::32" signed gamma.test=gamma.test.zone

mkdir -p pdns
cat >pdns/named.conf <<CONF
zone "delta.test" { type master; file "$out/zones/delta.test.zone"; };
CONF
start pdns pdns_server --config-dir="$out/pdns" --launch=bind --bind-config="$out/pdns/named.conf" --daemon=no \
    --guardian=no --socket-dir="$out/pdns" --local-address=192.0.2.41,2001:db8::41,192.0.2.42,2001:db8::42 \
    --disable-syslog --setuid= --setgid= --security-poll-suffix=

mkdir -p gdnsd/zones gdnsd/run gdnsd/state
# The SOA's TTL may not be above the denials', or gdnsd says so at each start.
sed 's/^@ SOA/@ 60 SOA/' zones/epsilon.test.zone >gdnsd/zones/epsilon.test
cat >gdnsd/config <<CONF
options => {
  listen => [ 192.0.2.61, 2001:db8::61, 192.0.2.62, 2001:db8::62 ]
  run_dir => $out/gdnsd/run, state_dir => $out/gdnsd/state
}
CONF
start gdnsd gdnsd -c "$out/gdnsd" start

# Two that do not say what they are.
hide=yes nsd_server nsd-hidden "192.0.2.71 2001:db8::71" yes hidden.test=hidden.test.zone
hide=yes named_server named-hidden "192.0.2.72" "2001:db8::72" yes hidden.test=hidden.test.zone

backend=()
for zone in empty drop nxdomain servfail formerr notimp refused short tc one-of-four slow lossy; do
    backend+=("$zone.test=$zone.test.zone")
done
nsd_server nsd-liars "127.0.0.1@5300" yes "${backend[@]}"
start dnsdist dnsdist --supervised --disable-syslog -C "$here/dnsdist.conf"

# A server is up when it gives the SOA of a zone it serves with authority.
ready() {
    for _ in $(seq 100); do
        if dig +norecurse +time=1 +tries=1 "@$1" "$2" SOA 2>/dev/null | grep -q "flags: qr aa.*ANSWER: 1"; then return; fi
        for pid in "${pids[@]}"; do
            kill -0 "$pid" 2>/dev/null || { tail -n 5 "$out"/*.log >&2; die "a server ended at its start"; }
        done
        read -r -t 0.1 _ <> <(:)
    done
    tail -n 5 "$out"/*.log >&2
    die "$1 does not serve $2"
}
ready 192.0.2.1 .
ready 192.0.2.2 .
ready 2001:db8::3 test
ready 2001:db8::4 test
ready 2001:db8::12 alpha.test
ready 2001:db8::22 beta.test
ready 2001:db8::32 gamma.test
ready 2001:db8::42 delta.test
ready 2001:db8::62 epsilon.test
ready 2001:db8::71 hidden.test
ready 2001:db8::72 hidden.test
ready 2001:db8::52 empty.test

# What the tests rest on must be there, or they would pass for nothing.
premise() { # what dig must print, then its arguments
    local expected=$1
    shift
    dig +norecurse +time=3 +tries=1 "$@" 2>/dev/null | grep -q "$expected" || die "dig $* does not show '$expected'"
}
premise "flags: qr aa tc" +ignore +bufsize=1232 @192.0.2.31 big.gamma.test AAAA
premise "RRSIG.*CNAME" +dnssec @192.0.2.32 www.gamma.test CNAME
premise "ANSWER: 0, AUTHORITY: 2, ADDITIONAL: 1$" @192.0.2.3 www.glueless.test AAAA
premise "ANSWER: 0, AUTHORITY: 2, ADDITIONAL: 1$" @192.0.2.4 www.glueless.test AAAA
# 1500 ms, give or take what two clocks differ by and what other work on the machine takes.
premise "Query time: \(1[4-9]\|2[0-9]\).. msec" @192.0.2.51 www.slow.test AAAA
lost=no
for _ in $(seq 60); do
    dig +norecurse +time=1 +tries=1 @192.0.2.51 www.lossy.test AAAA >/dev/null 2>&1 || { lost=yes; break; }
done
[ "$lost" = yes ] || die "60 of 60 queries for www.lossy.test were answered"

audit() { # file, names ...
    local file=$1
    shift
    timeout 300 "$quada" audit --hints "$here/hints" --format json --output "$out/$file" "$@"
    local status=$?
    [ "$status" -le 1 ] || [ "$status" = 3 ] || die "quada ended with $status"
}

mapfile -t honest < <(grep -v '^#' "$here/honest")
mapfile -t accused < <(grep -v '^#' "$here/accused")
audit audit.json "${honest[@]}" "${accused[@]}"
for n in $(seq "$repeats"); do audit "honest-$n.json" "${honest[@]}"; done
audit software.json --probe full www.alpha.test to-both.epsilon.test www.hidden.test www.drop.test
