#!/usr/bin/env python3
"""quada against other programs over a local Internet, in one run on one machine.

    Benchmarks/bench.py                          # 'make bench'
    Benchmarks/bench.py --sizes 1000 10000 100000 1000000
    Benchmarks/bench.py --zones 2000 --rounds 1 --sizes 1000

Makes the world if it is not there, runs the programs inside namespace.sh, prints a table and writes
Benchmarks/results/bench.json and bench.md. It compares what they take, not what they find.
"""
import argparse
import json
import os
import pathlib
import signal
import subprocess
import sys

import figures
import machine
from peers import quada

HERE = pathlib.Path(__file__).resolve().parent
BUILD = HERE.parent / ".build"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quada", default=str(BUILD / "release/quada"))
    parser.add_argument("--lab", default=str(BUILD / "release/quada-lab"))
    parser.add_argument("--command", help="of quada, with {quada}, {hints}, {list} and {names} in it; its scan, or its "
                                          "audit where it has none")
    parser.add_argument("--zones", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--world", type=pathlib.Path, help="a folder for the world (default: in .build/bench)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--clean-names", type=int, default=1000)
    parser.add_argument("--peer-zones", type=int, default=100)
    parser.add_argument("--packets", type=int, default=400_000, help="queries of dnsperf in a round")
    parser.add_argument("--sizes", type=int, nargs="*", default=[1000, 10_000])
    parser.add_argument("--timeout", type=int, default=900, help="seconds after which a run is cut off")
    parser.add_argument("--delay", type=float, default=0, help="milliseconds of each packet")
    parser.add_argument("--loss", type=float, default=0, help="per cent of packets")
    parser.add_argument("--servers-on", help="processors of the servers; all but the first, where there are more")
    parser.add_argument("--command-on", help="processors of the program that is measured; the first")
    parser.add_argument("--results", type=pathlib.Path, default=HERE / "results")
    return parser.parse_args()


def plan_of(given):
    """All that a run depends on."""
    plan = vars(given) | {"world": str((given.world or BUILD / f"bench/world-{given.zones}-{given.seed}").resolve())}
    plan["quada"], plan["results"] = str(pathlib.Path(given.quada).resolve()), str(given.results)
    processors = sorted(os.sched_getaffinity(0))
    if len(processors) > 1:
        plan["command_on"] = given.command_on or str(processors[0])
        plan["servers_on"] = given.servers_on or ",".join(map(str, processors[1:]))
    if not given.command:
        subcommands = subprocess.run([given.quada, "--help"], capture_output=True, text=True, check=True).stdout
        plan["command"] = quada.SCAN if "\n  scan " in subcommands else quada.AUDIT
    return plan


def make_world(plan):
    folder = pathlib.Path(plan["world"])
    wanted = {"zones": plan["zones"], "seed": plan["seed"]}
    try:
        found = json.loads((folder / "manifest.json").read_text())
        if wanted.items() <= found.items():
            return
    except FileNotFoundError:
        pass
    subprocess.run([sys.executable, HERE / "world.py", folder, "--zones", str(plan["zones"]),
                    "--seed", str(plan["seed"])], check=True)


def run_rounds(plan):
    """The runs, as far as they came."""
    folder = pathlib.Path(plan["world"]) / "run"
    plan_file, results = folder / "plan.json", folder / "runs.json"
    plan_file.write_text(json.dumps(plan))
    results.unlink(missing_ok=True)
    options = ["--lab", plan["lab"], "--delay", f"{plan['delay']:g}", "--loss", f"{plan['loss']:g}"]
    for option, value in (("--servers-on", plan["servers_on"]), ("--command-on", plan["command_on"])):
        options += [option, value] if value else []
    status = subprocess.run([HERE / "namespace.sh", *options, plan["world"], sys.executable, HERE / "rounds.py",
                             plan_file, results]).returncode
    if status != 0:
        print(f"bench: the rounds ended with {status}; what there is of them is shown", file=sys.stderr)
    return json.loads(results.read_text()) if results.exists() else sys.exit(status), status


def main():
    # As an interruption: what was started ends with this.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    plan = plan_of(arguments())
    make_world(plan)
    runs, status = run_rounds(plan)
    here = machine.described()
    shown = figures.of(runs)
    commands = {run["program"]: run["command"] for run in runs}
    page = figures.markdown(shown, here, plan, commands)
    results = pathlib.Path(plan["results"])
    results.mkdir(parents=True, exist_ok=True)
    kept = {key: value for key, value in plan.items() if key not in ("world", "quada", "lab", "results")}
    document = {"machine": here, "plan": kept, "commands": commands, "figures": shown, "runs": runs}
    (results / "bench.json").write_text(json.dumps(document, indent=1) + "\n")
    (results / "bench.md").write_text(page)
    print(page)
    sys.exit(status)


main()
