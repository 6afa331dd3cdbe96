#!/usr/bin/env python3
"""Makes a world of any number of zones for namespace.sh, served by internet/wide.c: no zone is written down.

    Benchmarks/wide.py DIR --zones 1000000 --seed 1

DIR/names has one name of each zone, in random order.
"""
import argparse
import json
import pathlib
import random
import subprocess

from internet import operators, zonedata

HERE = pathlib.Path(__file__).resolve().parent
HOSTS = ("", "www.", "mail.", "api.", "shop.")


def write(folder, zones, seed):
    folder = folder.resolve()
    (folder / "run").mkdir(parents=True, exist_ok=True)
    subprocess.run(["cc", "-O2", "-Wall", "-o", folder / "wide", HERE / "internet/wide.c", "-lpthread"], check=True)
    (folder / "serve").write_text(f"#!/bin/sh\nexec '{folder}/wide' {zones}\n")
    (folder / "serve").chmod(0o755)
    root = [operators.Server(f"{index + 1}.root-servers", *operators.address_pair(operators.ROOT + index))
            for index in range(2)]
    (folder / "hints").write_text("\n".join(zonedata.hints(operators.Operator("", tuple(root)))) + "\n")
    (folder / "ready").write_text(f"{root[0].ipv4} .\n{root[0].ipv6} .\n")
    draw = random.Random(seed)
    names = [f"{draw.choice(HOSTS)}z{number:07}.t{number % 20:02}" for number in range(zones)]
    draw.shuffle(names)
    (folder / "names").write_text("\n".join(names) + "\n")
    (folder / "manifest.json").write_text(json.dumps({"zones": zones, "seed": seed, "names_in_all": zones}) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=pathlib.Path, metavar="DIR")
    parser.add_argument("--zones", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    write(given.folder, given.zones, given.seed)


if __name__ == "__main__":
    main()
