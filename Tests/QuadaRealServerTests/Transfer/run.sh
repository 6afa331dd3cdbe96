#!/bin/bash
# Zones transferred from real servers, signed and not, by the real command, in a network namespace of its own.
#
#   run.sh QUADA OUT
#
# QUADA: the built command. OUT: a folder for configurations, logs and what the command says: for each case a file
# OUT/CASE.status, OUT/CASE.stderr and, where there is one, OUT/CASE.json.
# Runs as root, or as an ordinary user in a user namespace; the namespace of processes takes the servers with it.
set -u
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"
die() { echo "transfers: $*" >&2; exit 70; }

if [ -z "${IN_NAMESPACE:-}" ]; then
    missing=""
    while read -r what package; do
        command -v "$what" >/dev/null || missing="$missing $package"
    done <<'PACKAGES'
nsd nsd
named bind9
knotd knot
ip iproute2
unshare util-linux
python3 python3
PACKAGES
    [ -z "$missing" ] || die "not installed:$missing; as root: apt-get install$missing"
    namespaces=(--net --pid --fork --kill-child --mount-proc)
    [ "$(id -u)" = 0 ] || namespaces=(--user --map-root-user "${namespaces[@]}")
    refusal=$(unshare "${namespaces[@]}" true 2>&1) ||
        die "no namespaces here, run as root or allow them (sysctl user.max_user_namespaces): $refusal"
    IN_NAMESPACE=1 exec unshare "${namespaces[@]}" "$0" "$@"
fi
here=$(cd "$(dirname "$0")" && pwd)
quada=$1
out=$2
pids=()
stop() { for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null; done; wait 2>/dev/null; }
trap stop EXIT

ip link set lo up || die "this namespace has no loopback"
for n in 1 2 3 4 5; do ip address add "192.0.2.$n/32" dev lo || die "no address $n"; done
mkdir -p "$out"/{nsd,named,knot} && cd "$out" || die "no folder $out"

secret=$(head -c 32 /dev/urandom | base64)
wrong=$(head -c 32 /dev/urandom | base64)
key() { printf 'key "%s" {\n\talgorithm hmac-sha256;\n\tsecret "%s";\n};\n' "$1" "$2" >"$3.key"; }
key transfer-key "$secret" right
key transfer-key "$wrong" wrong
key other-key "$secret" unknown
echo "hmac-sha256:transfer-key:$secret" >line.key

# So many records that a transfer takes some hundred messages, and servers that sign only some of them leave gaps.
zone() {
    printf '$TTL 3600\n@ SOA ns hostmaster 7 3600 600 86400 60\n@ NS ns\nns A %s\n' "$1"
    printf 'www A 192.0.2.200\nwww AAAA 2600:1480:4000::200\n'
    python3 -c 'print("\n".join(f"host-{n:05d}-with-a-rather-long-label-to-fill-messages TXT \"{n:05d}\"" for n in range(20000)))'
}
for n in 1 2 3; do zone "192.0.2.$n" >"signed-$n.zone"; done
for n in 1 2 3; do head -6 "signed-$n.zone" >"open-$n.zone"; done

cat >nsd.conf <<CONF
server:
  ip-address: 192.0.2.1
  username: ""
  zonesdir: "$out"
  pidfile: "$out/nsd/pid"
  database: ""
  xfrdfile: "$out/nsd/xfrd"
  xfrdir: "$out/nsd"
  zonelistfile: "$out/nsd/list"
  server-count: 1
remote-control:
  control-enable: no
key:
  name: "transfer-key"
  algorithm: hmac-sha256
  secret: "$secret"
zone:
  name: "signed.test"
  zonefile: "signed-1.zone"
  provide-xfr: 0.0.0.0/0 transfer-key
zone:
  name: "open.test"
  zonefile: "open-1.zone"
  provide-xfr: 0.0.0.0/0 NOKEY
CONF
cat >named.conf <<CONF
include "$out/right.key";
options {
  directory "$out/named"; pid-file none; session-keyfile "$out/named/session"; lock-file none;
  listen-on { 192.0.2.2; }; listen-on-v6 { none; };
  recursion no; dnssec-validation no; notify no; allow-transfer { none; };
};
controls { };
zone "signed.test" { type primary; file "$out/signed-2.zone"; allow-transfer { key transfer-key; }; };
zone "open.test" { type primary; file "$out/open-2.zone"; allow-transfer { any; }; };
CONF
cat >knot.conf <<CONF
server:
  rundir: $out/knot
  listen: 192.0.2.3@53
database:
  storage: $out/knot
key:
  - id: transfer-key
    algorithm: hmac-sha256
    secret: $secret
acl:
  - id: signed
    key: transfer-key
    action: transfer
  - id: open
    action: transfer
zone:
  - domain: signed.test
    file: $out/signed-3.zone
    storage: $out/knot
    zonefile-sync: -1
    journal-content: none
    acl: signed
  - domain: open.test
    file: $out/open-3.zone
    storage: $out/knot
    zonefile-sync: -1
    journal-content: none
    acl: open
CONF
start() { local name=$1; shift; "$@" >"$name.log" 2>&1 & pids+=($!); }
start nsd-server nsd -d -c "$out/nsd.conf"
start named-server named -g -n 1 -c "$out/named.conf"
start knot-server knotd -c "$out/knot.conf"
# Between a client and the NSD: hands on what it is told, then closes, or says nothing more.
start cutter python3 "$here/cutter.py" 192.0.2.4 close 192.0.2.1
start staller python3 "$here/cutter.py" 192.0.2.5 stall 192.0.2.1

for n in 1 2 3; do
    for _ in $(seq 300); do
        answer=$(dig +norecurse +time=1 +tries=1 +short "@192.0.2.$n" signed.test SOA 2>/dev/null)
        [ -n "$answer" ] && break
        sleep 0.1
    done
    [ -n "$answer" ] || die "192.0.2.$n does not answer: $(tail -5 ./*-server.log)"
done

transfer() { # case, then arguments
    local case=$1
    shift
    "$quada" zone --no-config --no-preflight -4 --include 'www.*' --format "json=$case.json" "$@" 2>"$case.stderr"
    echo $? >"$case.status"
}
for n in 1 2 3; do
    here_only=(--server "192.0.2.$n")
    transfer "signed-$n" --axfr "192.0.2.$n" --tsig right.key "${here_only[@]}" signed.test
    transfer "line-$n" --axfr "192.0.2.$n@53" --tsig line.key "${here_only[@]}" signed.test
    transfer "open-$n" --axfr "192.0.2.$n" "${here_only[@]}" open.test
    transfer "unsigned-$n" --axfr "192.0.2.$n" "${here_only[@]}" signed.test
    transfer "wrong-$n" --axfr "192.0.2.$n" --tsig wrong.key "${here_only[@]}" signed.test
    transfer "unknown-$n" --axfr "192.0.2.$n" --tsig unknown.key "${here_only[@]}" signed.test
    transfer "elsewhere-$n" --axfr "192.0.2.$n" --tsig right.key "${here_only[@]}" nobody.test
done
transfer cut --axfr 192.0.2.4 --tsig right.key --server 192.0.2.1 signed.test
transfer stalled --axfr 192.0.2.5 --tsig right.key --server 192.0.2.1 signed.test
transfer refused --axfr 192.0.2.1@54 --server 192.0.2.1 signed.test
transfer unreachable --axfr 198.51.100.1 --server 192.0.2.1 signed.test
exit 0
