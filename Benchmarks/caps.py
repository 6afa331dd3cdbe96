#!/usr/bin/env python3
"""The time of a polite scan against the time that its politeness allows.

    Benchmarks/caps.py                            # 10,000 names of 3,000 zones, 20 ms round trips, 1 % loss

A server address gets 100 queries a second at most, so a scan takes as long as the address that is asked most. How often
each is asked is counted in a scan of the same names without caps, delay or loss. Names of all kinds, 3 zones in 100 lying.
Prints the ratio, the most that any address got in any second (the caps allow 120: 100, and 20 at once), and writes
Benchmarks/results/caps.json.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

import machine
from peers import quada

HERE = pathlib.Path(__file__).resolve().parent
BUILD = HERE.parent / ".build"
RATE = 100
SETS = """
add table inet caps
add set inet caps ipv4 { type ipv4_addr; flags dynamic; counter; size 65535; }
add set inet caps ipv6 { type ipv6_addr; flags dynamic; counter; size 65535; }
add chain inet caps asked { type filter hook output priority 1; }
add rule inet caps asked udp dport 53 add @ipv4 { ip daddr }
add rule inet caps asked udp dport 53 add @ipv6 { ip6 daddr }
"""


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quada", default=str(BUILD / "release/quada"))
    parser.add_argument("--lab", default=str(BUILD / "release/quada-lab"))
    parser.add_argument("--names", type=int, default=10_000)
    parser.add_argument("--zones", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--loops", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--round-trip", type=float, default=20, help="milliseconds")
    parser.add_argument("--loss", type=float, default=1, help="per cent of packets, each way")
    parser.add_argument("--results", type=pathlib.Path, default=HERE / "results")
    # For itself, once it is inside the namespace: the command's words follow.
    parser.add_argument("--inside", type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument("command", nargs="*", help=argparse.SUPPRESS)
    return parser.parse_args()


def inside(result, command):
    """Runs the scan and writes how long it took and how often each address was asked."""
    subprocess.run(["nft", "-f", "-"], input=SETS.encode(), check=True)
    began = time.monotonic()
    lines = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    seconds = time.monotonic() - began
    asked = {}
    for family in ("ipv4", "ipv6"):
        listed = json.loads(subprocess.run(["nft", "--json", "list", "set", "inet", "caps", family],
                                           stdout=subprocess.PIPE, check=True).stdout)
        for entry in listed["nftables"]:
            for element in entry.get("set", {}).get("elem", []):
                asked[element["elem"]["val"]] = element["elem"]["counter"]["packets"]
    result.write_text(json.dumps({"seconds": seconds, "names": lines.stdout.count(b"\n"), "asked": asked,
                                  "status": lines.returncode}))


def run(given, world, names, path, options):
    """One scan in the world, behind a path."""
    result = world / "run/caps.json"
    result.unlink(missing_ok=True)
    (world / "run/asked.json").unlink(missing_ok=True)
    command = [given.quada, "scan", "--hints", world / "hints", "--seed", "1", *options, names]
    subprocess.run([HERE / "namespace.sh", "--lab", given.lab, *path, world, sys.executable, HERE / "caps.py",
                    "--inside", result, "--", *command], check=True)
    found = json.loads(result.read_text())
    if found["names"] != given.names or found["status"] != 0:
        sys.exit(f"caps: {found['names']} of {given.names} names, status {found['status']}")
    counts = world / "run/asked.json"
    found["most_in_a_second"] = max(
        (each["most_in_a_second"] for each in json.loads(counts.read_text()).values()), default=None
    ) if counts.exists() else None
    return found


def main():
    given = arguments()
    if given.inside:
        inside(given.inside, given.command)
        return
    world = machine.world(BUILD, given.zones, given.seed)
    names = world / "run/caps-names"
    listed = max(world.glob("names-[0-9]*"), key=lambda path: int(path.name.partition("-")[2]))
    names.write_text("\n".join(listed.read_text().split()[:given.names]) + "\n")
    least = run(given, world, names, [], ["--config", quada.UNPACED, "--loops", "1"])
    address, most = max(least["asked"].items(), key=lambda pair: pair[1])
    bound = most / RATE
    print(f"without caps: {sum(least['asked'].values())} queries, {most} of them to {address}: {bound:.1f} s at "
          f"{RATE} a second", flush=True)
    path = ["--delay", f"{given.round_trip / 2:g}", "--loss", f"{given.loss:g}"]
    runs = []
    for loops in given.loops:
        found = run(given, world, names, path, ["--no-config", "--loops", str(loops)])
        runs.append({"loops": loops, "seconds": found["seconds"], "ratio": found["seconds"] / bound,
                     "queries": sum(found["asked"].values()), "most_to_one_address": max(found["asked"].values()),
                     "most_in_a_second": found["most_in_a_second"]})
        print("{loops} loops: {seconds:.1f} s, {ratio:.2f} times the bound; {queries} queries, {most_to_one_address} to "
              "one address, {most_in_a_second} in a second".format(**runs[-1]), flush=True)
    given.results.mkdir(parents=True, exist_ok=True)
    document = {"machine": machine.described(), "names": given.names, "zones": given.zones, "seed": given.seed,
                "round_trip_ms": given.round_trip, "loss_percent": given.loss,
                "least": {"queries": sum(least["asked"].values()), "most_to_one_address": most, "seconds": bound},
                "runs": runs}
    (given.results / "caps.json").write_text(json.dumps(document, indent=1) + "\n")


main()
