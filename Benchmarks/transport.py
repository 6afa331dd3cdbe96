#!/usr/bin/env python3
"""The processor time of a query over the bare SocketTransport, against dnsperf's.

Starts NSD with 20,000 names on loopback, on processor 1; clients run on processor 0, in interleaved rounds. Prints the
median of each and its ratio to dnsperf. Needs nsd, dnsperf, taskset, and `swift build -c release` in this folder.

    python3 Benchmarks/transport.py [ROUNDS [QUERIES]]
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
PORT = "5399"

CONFIGURATION = """server:
  ip-address: 127.0.0.1@{port}
  server-count: 1
  username: ""
  chroot: ""
  zonesdir: "{folder}"
  pidfile: "{folder}/nsd.pid"
  xfrdfile: "{folder}/xfrd.state"
  zonelistfile: "{folder}/zone.list"
  xfrdir: "{folder}"
  rrl-ratelimit: 0
remote-control:
  control-enable: no
zone:
  name: bench.test
  zonefile: bench.zone
"""


def write_inputs(folder):
    records = "".join(f"n{i} A 192.0.2.{i % 256}\nn{i} AAAA 2001:db8::{i:x}\n" for i in range(NAMES))
    head = "$ORIGIN bench.test.\n$TTL 300\n@ SOA ns1 h 1 3600 600 86400 60\n@ NS ns1\nns1 A 127.0.0.1\n"
    (folder / "bench.zone").write_text(head + records)
    (folder / "queries").write_text(
        "".join(f"n{i % NAMES}.bench.test {'AAAA' if i % 2 else 'A'}\n" for i in range(2 * NAMES)))
    (folder / "nsd.conf").write_text(CONFIGURATION.format(port=PORT, folder=folder))


def measure(command, pattern):
    """Microseconds of processor time for each answered query, and answers a second."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    output = subprocess.run(["taskset", "-c", "0", *command], capture_output=True, text=True, check=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    answered, seconds = (float(text) for text in re.search(pattern, output, re.S).groups())
    spent = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return spent / answered * 1e6, answered / seconds, answered


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    total = int(sys.argv[2]) if len(sys.argv) > 2 else 400_000
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_inputs(folder)
        quada = r"answered (\d+) seconds ([\d.]+)"
        dnsperf = ["dnsperf", "-s", "127.0.0.1", "-p", PORT, "-d", str(folder / "queries"), "-T", "1", "-c", "1",
                   "-q", "1000", "-b", "4096", "-e", "-n", str(max(1, total // (2 * NAMES)))]
        engines = {
            "dnsperf": (dnsperf, r"Queries completed:\s+(\d+).*Run time \(s\):\s+([\d.]+)"),
            "quada, 50 requests a call": ([str(BENCH), PORT, str(total), "1000", "50", "1000"], quada),
            "quada, 1 request a call": ([str(BENCH), PORT, str(total), "1000", "1", "1000"], quada),
            "quada, a socket a query": ([str(BENCH), PORT, str(total // 5), "200", "50", "1"], quada),
        }
        server = subprocess.Popen(["taskset", "-c", "1", "nsd", "-d", "-c", str(folder / "nsd.conf")],
                                  stderr=subprocess.DEVNULL)
        try:
            time.sleep(2)
            results = {name: [] for name in engines}
            for _ in range(rounds):
                for name, (command, pattern) in engines.items():
                    results[name].append(measure(command, pattern))
        finally:
            server.terminate()
            server.wait()
    base = statistics.median(row[0] for row in results["dnsperf"])
    print(f"{'client':28} {'us/query':>9} {'ratio':>6} {'queries/s':>10} {'answered':>9}")
    for name, rows in results.items():
        cost = statistics.median(row[0] for row in rows)
        speed = statistics.median(row[1] for row in rows)
        print(f"{name:28} {cost:9.2f} {cost / base:6.2f} {speed:10.0f} {min(row[2] for row in rows):9.0f}")


main()
