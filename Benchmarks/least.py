#!/usr/bin/env python3
"""The queries of clean names whose zones are known, against the least that a survey needs.

    Benchmarks/least.py                           # 1,000 names of 1,000 zones, once their apexes were audited

The least: A and AAAA at every address of the zone, and one question whether the name is a zone of its own on the same
servers. What a scan put is what its results tell and, for all names together, what the kernel counted. Prints the ratio and
writes Benchmarks/results/least.json.
"""
import argparse
import json
import pathlib
import subprocess
import sys

import machine
from peers import measurement, quada
from world import World

HERE = pathlib.Path(__file__).resolve().parent
BUILD = HERE.parent / ".build"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quada", default=str(BUILD / "release/quada"))
    parser.add_argument("--lab", default=str(BUILD / "release/quada-lab"))
    parser.add_argument("--zones", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--names", type=int, default=1000)
    parser.add_argument("--results", type=pathlib.Path, default=HERE / "results")
    parser.add_argument("--inside", type=pathlib.Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def chosen(given):
    """Zones with the names that are measured: one each, but for the apex, which comes first."""
    zones = [zone for zone in World(given.zones, given.seed).honest if len(zone.clean_names()) > 1]
    return [(zone, zone.clean_names()[1 + zone.number % (len(zone.clean_names()) - 1)])
            for zone in zones[:given.names]]


def scan(given, world, names):
    """The results of a scan by name, and the queries that left meanwhile."""
    listed = world / "run/least-names"
    listed.write_text("\n".join(names) + "\n")
    asked = measurement.Asked()
    found = subprocess.run([given.quada, "scan", "--config", quada.UNPACED, "--loops", "1", "--hints", world / "hints",
                            "--seed", "1", "--ordered", listed], stdout=subprocess.PIPE, check=True).stdout
    lines = [json.loads(line) for line in found.splitlines()]
    return {line["name"].rstrip("."): line for line in lines}, asked.since("datagrams")


def measure(given, world):
    pairs = chosen(given)
    apexes = [zone.name for zone, _ in pairs]
    _, cold = scan(given, world, apexes)
    results, all_sent = scan(given, world, apexes + [name for _, name in pairs])
    unclean = [name for zone, name in pairs if results[name]["findings"] or results[name]["verdict"] != "ready"]
    least = sum(2 * sum(len(server.addresses) for server in zone.servers) + 1 for zone, _ in pairs)
    told = sum(results[name]["queries"] for _, name in pairs)
    # The kernel has counted the apexes as well, in both scans alike.
    document = {"machine": machine.described(), "zones": given.zones, "names": len(pairs), "unclean": len(unclean),
                "least": least, "told": told, "counted": all_sent - cold, "ratio": (all_sent - cold) / least,
                "ratio_without_cut_question": (all_sent - cold) / (least - len(pairs))}
    given.results.mkdir(parents=True, exist_ok=True)
    (given.results / "least.json").write_text(json.dumps(document, indent=1) + "\n")
    print("{names} clean names, {unclean} of them with findings: {told} queries told, {counted} counted, {least} needed: "
          "ratio {ratio:.3f}; {ratio_without_cut_question:.3f} where the question for a zone cut is not needed".format(
              **document))


def main():
    given = arguments()
    if given.inside:
        measure(given, given.inside)
        return
    world = machine.world(BUILD, given.zones, given.seed)
    sys.exit(subprocess.run([HERE / "namespace.sh", "--lab", given.lab, world, sys.executable, HERE / "least.py",
                             "--inside", world, *sys.argv[1:]]).returncode)


main()
