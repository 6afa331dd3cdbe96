#!/usr/bin/env python3
"""What isolation costs a scan: the same names at each level, in interleaved rounds, in one namespace.

    Benchmarks/isolation.py                       # 5,000 clean names of a world of 2,000 zones, 5 rounds
    Benchmarks/isolation.py --zones 10000 --names 20000 --rounds 5

Processor time is that of all of quada's processes: supervisor, worker and broker. Prints medians and ratios to the level
none, and what quada doctor says a worker takes; writes Benchmarks/results/isolation.json.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import sys

import machine
from peers import measurement, quada

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
    for _ in range(given.rounds):
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
    base = figures["none"]["us_a_query"]
    for level, found in figures.items():
        found["ratio"] = found["us_a_query"] / base
        print(f"{level:8} {found['us_a_query']:7.2f} us a query, {found['ratio']:.3f} times none; "
              f"{found['names_a_second']:.0f} names a second, {found['queries_a_name']:.1f} queries a name, "
              f"{found['peak_kib'] / 1024:.1f} MiB the largest process", flush=True)
    doctor = json.loads(subprocess.run([given.quada, "doctor", "--format", "json"], stdout=subprocess.PIPE,
                                       check=True).stdout)
    print(f"a worker: {doctor.get('worker')}, level {doctor['level']}")
    given.results.mkdir(parents=True, exist_ok=True)
    document = {"machine": machine.described(), "zones": given.zones, "names": given.names, "rounds": given.rounds,
                "levels": figures, "worker": doctor.get("worker")}
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
