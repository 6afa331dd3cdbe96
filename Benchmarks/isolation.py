#!/usr/bin/env python3
"""What isolation costs a scan: the same names at each level, in interleaved rounds, in one namespace, and dnsperf beside.

    Benchmarks/isolation.py                       # 5,000 clean names of a world of 2,000 zones, 5 rounds
    Benchmarks/isolation.py --zones 10000 --names 20000 --rounds 5

Processor time is that of all of quada's processes: supervisor, worker and broker. Prints medians and ratios to the level
none and to dnsperf, and what quada doctor says a worker takes; writes Benchmarks/results/isolation.json.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import sys

import machine
from peers import dnsperf, measurement, quada

HERE = pathlib.Path(__file__).resolve().parent
BUILD = HERE.parent / ".build"
LEVELS = ("none", "process", "strict")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quada", default=str(BUILD / "release/quada"))
    parser.add_argument("--lab", default=str(BUILD / "release/quada-lab"))
    parser.add_argument("--zones", type=int, default=2000)
    parser.add_argument("--names", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--results", type=pathlib.Path, default=HERE / "results")
    # For itself, once it is inside the namespace.
    parser.add_argument("--inside", type=pathlib.Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def inside(given, world):
    names = world / "run/isolation-names"
    listed = [line for line in (world / "names-clean").read_text().split()]
    names.write_text("\n".join((listed * (given.names // len(listed) + 1))[:given.names]) + "\n")
    runs = {level: [] for level in LEVELS}
    floor = []
    address = json.loads((world / "manifest.json").read_text())["queries_address"]
    for _ in range(given.rounds):
        measured = dnsperf.measure(world, world / "queries", 600, address, 200_000)
        floor.append(1e6 * measured.cpu_seconds / measured.answered)
        for level in LEVELS:
            command = [given.quada, "scan", "--config", quada.UNPACED, "--loops", "1", "--isolation", level,
                       "--hints", world / "hints", names]
            runs[level].append(measurement.run(level, [str(word) for word in command], given.names, 600))
    figures = {}
    for level, measured in runs.items():
        figures[level] = {
            "us_a_query": statistics.median(1e6 * each.cpu_seconds / each.queries for each in measured),
            "names_a_second": statistics.median(given.names / each.wall_seconds for each in measured),
            "queries_a_name": statistics.median(each.queries / given.names for each in measured),
            "peak_kib": max(each.peak_kib for each in measured),
        }
    base, least = figures["none"]["us_a_query"], statistics.median(floor)
    print(f"dnsperf  {least:7.2f} us a query")
    for level, found in figures.items():
        found["ratio"], found["ratio_to_dnsperf"] = found["us_a_query"] / base, found["us_a_query"] / least
        print(f"{level:8} {found['us_a_query']:7.2f} us a query, {found['ratio']:.2f} times none, "
              f"{found['ratio_to_dnsperf']:.2f} times dnsperf; "
              f"{found['names_a_second']:.0f} names a second, {found['queries_a_name']:.1f} queries a name, "
              f"{found['peak_kib'] / 1024:.1f} MiB the largest process", flush=True)
    doctor = json.loads(subprocess.run([given.quada, "doctor", "--format", "json"], stdout=subprocess.PIPE,
                                       check=True).stdout)
    print(f"a worker: {doctor.get('worker')}, level {doctor['level']}")
    given.results.mkdir(parents=True, exist_ok=True)
    document = {"machine": machine.described(), "zones": given.zones, "names": given.names, "rounds": given.rounds,
                "dnsperf_us_a_query": least, "levels": figures, "worker": doctor.get("worker")}
    (given.results / "isolation.json").write_text(json.dumps(document, indent=1) + "\n")


def main():
    given = arguments()
    if given.inside:
        inside(given, given.inside)
        return
    world = machine.world(BUILD, given.zones, given.seed)
    subprocess.run([HERE / "namespace.sh", "--lab", given.lab, world, sys.executable, HERE / "isolation.py",
                    *sys.argv[1:], "--inside", world], check=True)


main()
