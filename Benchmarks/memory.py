#!/usr/bin/env python3
"""The memory of one scan over many names, second by second: a table and a plot.

    Benchmarks/memory.py                                   # a million names of 100,000 zones
    Benchmarks/memory.py --zones 10000 --names 100000
    Benchmarks/memory.py --wide --zones 1000000            # each name in a zone of its own

Makes the world if it is not there and writes Benchmarks/results/memory.csv and memory.svg, or memory-wide.csv and .svg. Names of
all kinds, 3 zones in 100 lying; without caps (unpaced.yaml), on one loop, at quada's own level of isolation or another
(--isolation); what is counted is what all of its processes hold together. A wide world is that of wide.py, where one operator in
33 lies.
"""
import argparse
import itertools
import os
import pathlib
import select
import subprocess
import sys
import tempfile
import time

import machine

HERE = pathlib.Path(__file__).resolve().parent
BUILD = HERE.parent / ".build"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quada", type=pathlib.Path, default=BUILD / "release/quada")
    parser.add_argument("--lab", default=str(BUILD / "release/quada-lab"))
    parser.add_argument("--names", type=int, default=1_000_000)
    parser.add_argument("--zones", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--wide", action="store_true", help="zones that are made up by wide.py, not served by NSD")
    parser.add_argument("--isolation", help="a level; quada's own choice without it")
    parser.add_argument("--interval", type=float, default=1, help="seconds from one sample to the next")
    parser.add_argument("--results", type=pathlib.Path, default=HERE / "results")
    # For itself, once it is inside the namespace.
    parser.add_argument("--inside", type=pathlib.Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def resident_kib(process):
    """What the process and all below it hold; none once it is gone.

    Their own pages each, and those of files, which are the same program's, once.
    """
    parents, pages = {}, {}
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            fields = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines() if ":" in line)
        except (FileNotFoundError, ProcessLookupError):
            continue
        # One that has ended and was not waited for has no pages.
        if "RssAnon" in fields:
            number = int(folder.name)
            parents[number] = int(fields["PPid"])
            pages[number] = [int(fields[name].split()[0]) for name in ("RssAnon", "RssFile", "RssShmem")]
    if process.pid not in pages:
        return None

    def is_below(number):
        while number not in (0, 1, process.pid):
            number = parents.get(number, 0)
        return number == process.pid

    held = [kib for number, kib in pages.items() if is_below(number)]
    return sum(anonymous + shared for anonymous, _, shared in held) + max(files for _, files, _ in held)


def longest_list(world):
    if (world / "names").exists():
        return world / "names"
    return max(world.glob("names-[0-9]*"), key=lambda path: int(path.name.partition("-")[2]))


def measure(given, world):
    """Runs the scan, looks at it every interval, and writes what was seen; returns its exit status."""
    with tempfile.TemporaryDirectory() as folder:
        names = pathlib.Path(folder) / "names"
        with longest_list(world).open() as all_names, names.open("w") as chosen:
            chosen.writelines(itertools.islice(all_names, given.names))
        command = [given.quada, "scan", "--config", HERE / "unpaced.yaml", "--loops", "1", "--hints", world / "hints",
                   "--seed", "1", *(["--isolation", given.isolation] if given.isolation else []), names]
        began, done = time.monotonic(), 0
        with subprocess.Popen(command, stdout=subprocess.PIPE, bufsize=0) as process:
            samples, octets, undecided = [(0, 0, 0)], None, 0
            while octets != b"":
                if select.select([process.stdout], [], [], given.interval)[0]:
                    octets = process.stdout.read(1 << 20)
                    done += octets.count(b"\n")
                    undecided += octets.count(b'"verdict":"indeterminate"')
                now = time.monotonic() - began
                if now - samples[-1][0] >= given.interval and (kib := resident_kib(process)):
                    samples.append((now, done, kib))
        status = process.wait()
        given.results.mkdir(parents=True, exist_ok=True)
        rows = [f"{seconds:.1f},{count},{kib}" for seconds, count, kib in samples[1:]]
        written = given.results / ("memory-wide" if given.wide else "memory")
        written.with_suffix(".csv").write_text("\n".join(["seconds,names,resident_kib", *rows]) + "\n")
        written.with_suffix(".svg").write_text(plot(given, samples[1:]))
        peak = max(kib for _, _, kib in samples)
        print(f"{done} names, {given.zones} zones: {now:.0f} s, {done / now:.0f} names/s, peak {peak / 1024:.1f} MiB, "
              f"{undecided} indeterminate")
        return status


def plot(given, samples):
    """A line over names; the axes end at round numbers."""
    width, height, left, bottom = 800, 360, 60, 40
    most_names = given.names
    most_mib = 32 * (1 + max(kib for _, _, kib in samples) // 1024 // 32)

    def place(count, mib):
        return (left + (width - left - 40) * count / most_names, height - bottom - (height - bottom - 40) * mib / most_mib)

    line = " ".join("{:.1f},{:.1f}".format(*place(count, kib / 1024)) for _, count, kib in samples)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        f'<text x="{left}" y="20">Resident memory of one scan, all its processes, MiB, over names done: {given.names:,} names of '
        f"{given.zones:,} zones</text>",
    ]
    for mib in range(0, most_mib + 1, 32):
        x, y = place(0, mib)
        parts += [f'<path d="M{x} {y:.1f}H{width - 40}" stroke="#ddd"/>',
                  f'<text x="{x - 8}" y="{y + 4:.1f}" text-anchor="end">{mib}</text>']
    for tenth in range(0, 11, 2):
        x, y = place(most_names * tenth / 10, 0)
        parts.append(f'<text x="{x:.1f}" y="{y + 18:.1f}" text-anchor="middle">{most_names * tenth // 10:,}</text>')
    parts += [f'<polyline points="{line}" fill="none" stroke="#06c" stroke-width="2"/>', "</svg>"]
    return "\n".join(parts) + "\n"


def main():
    given = arguments()
    if given.inside:
        sys.exit(measure(given, given.inside))
    world = machine.world(BUILD, given.zones, given.seed, "wide" if given.wide else "world")
    processors = sorted(os.sched_getaffinity(0))
    place = ["--servers-on", ",".join(map(str, processors[1:])), "--command-on", str(processors[0])]
    sys.exit(subprocess.run([HERE / "namespace.sh", "--lab", given.lab, *(place if len(processors) > 1 else []), world,
                             sys.executable, HERE / "memory.py", "--inside", world, *sys.argv[1:]]).returncode)


main()
