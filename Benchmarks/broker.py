#!/usr/bin/env python3
"""What a query costs whose socket a broker handed in, against one over a socket of one's own.

NSD serves 20,000 names at 64 addresses of loopback, on processor 1; the asking process, and the broker with it, run on
processor 0 ("one") or wherever there is room ("all"). In interleaved rounds; processor time is that of both processes.
Prints medians and the ratio to sockets of one's own. Needs nsd, taskset, and `swift build -c release` in this folder.

    python3 Benchmarks/broker.py [ROUNDS [QUERIES]]
"""
import pathlib
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time

BENCH = pathlib.Path(__file__).parent / ".build/release/quada-bench"
NAMES = 20_000
ADDRESSES = 64
PORT = "5398"

# What: share of QUERIES, outstanding, requests a call, queries a socket (own, handed), addresses. A handed socket serves one
# server; the last line stands for servers that are asked 8 times each, where a socket of one's own serves 256 all the same.
SHAPES = {
    "a socket a query, 50 a call": (0.2, 100, 50, (1, 1), 1),
    "a socket a query, 1 a call": (0.2, 100, 1, (1, 1), 1),
    "256 a socket, one server": (1, 1000, 50, (256, 256), 1),
    "256 a socket, 64 servers": (1, 1000, 50, (256, 256), ADDRESSES),
    "8 queries a server": (1, 1000, 50, (256, 8), 1),
}


def write_inputs(folder):
    addresses = "".join(f"  ip-address: 127.0.0.{number}@{PORT}\n" for number in range(1, ADDRESSES + 1))
    (folder / "nsd.conf").write_text(
        f'server:\n{addresses}  server-count: 1\n  username: ""\n  chroot: ""\n  zonesdir: "{folder}"\n'
        f'  pidfile: "{folder}/nsd.pid"\n  xfrdfile: "{folder}/xfrd.state"\n  zonelistfile: "{folder}/zone.list"\n'
        f'  xfrdir: "{folder}"\n  rrl-ratelimit: 0\nremote-control:\n  control-enable: no\n'
        "zone:\n  name: bench.test\n  zonefile: bench.zone\n")
    records = "".join(f"n{i} A 192.0.2.{i % 256}\nn{i} AAAA 2001:db8::{i:x}\n" for i in range(NAMES))
    head = "$ORIGIN bench.test.\n$TTL 300\n@ SOA ns1 h 1 3600 600 86400 60\n@ NS ns1\nns1 A 127.0.0.1\n"
    (folder / "bench.zone").write_text(head + records)


def measure(command):
    """Microseconds of processor time for each answered query, answers a second, and the share that was answered."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    total, answered, seconds = (
        float(text) for text in re.search(r"queries (\d+) answered (\d+) seconds ([\d.]+)", output).groups())
    spent = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return spent / answered * 1e6, answered / seconds, answered / total


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    queries = int(sys.argv[2]) if len(sys.argv) > 2 else 200_000
    results = {}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_inputs(folder)
        server = subprocess.Popen(["taskset", "-c", "1", "nsd", "-d", "-c", str(folder / "nsd.conf")],
                                  stderr=subprocess.DEVNULL)
        try:
            time.sleep(2)
            for _ in range(rounds):
                for shape, (share, outstanding, window, per_socket, addresses) in SHAPES.items():
                    for processors, prefix in (("one", ["taskset", "-c", "0"]), ("all", [])):
                        for origin, each in zip(("own", "handed"), per_socket):
                            words = [int(queries * share), outstanding, window, each, addresses]
                            command = [*prefix, str(BENCH), PORT, *map(str, words), origin]
                            results.setdefault((shape, processors, origin), []).append(measure(command))
        finally:
            server.terminate()
            server.wait()
    print(f"{'':28} {'on':4} {'own us':>8} {'handed us':>9} {'ratio':>6} {'own/s':>8} {'handed/s':>8} {'answered':>8}")
    for shape in SHAPES:
        for processors in ("one", "all"):
            own, handed = (results[shape, processors, origin] for origin in ("own", "handed"))
            cost, brokered = (statistics.median(row[0] for row in rows) for rows in (own, handed))
            speed, slower = (statistics.median(row[1] for row in rows) for rows in (own, handed))
            answered = min(row[2] for row in own + handed)
            print(f"{shape:28} {processors:4} {cost:8.2f} {brokered:9.2f} {brokered / cost:6.2f} {speed:8.0f} "
                  f"{slower:8.0f} {answered:8.4f}")


main()
