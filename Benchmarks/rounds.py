"""What bench.py runs inside the namespace: rounds over all programs, then the longer lists.

    rounds.py PLAN RESULTS

PLAN is JSON of bench.py; RESULTS is written again after every run, so that a run that is cut off leaves what it has.
"""
import dataclasses
import json
import pathlib
import sys

from peers import dnsperf, dnsviz, quada, zonemaster

# Names that fit into the arguments of a command, of which Linux takes two million octets.
ARGUMENTS = 50_000


class Rounds:
    def __init__(self, plan, results):
        self.plan = plan
        self.results = results
        self.world = pathlib.Path(plan["world"])
        self.manifest = json.loads((self.world / "manifest.json").read_text())
        self.runs = []

    def keep(self, purpose, round_number, measured):
        self.runs.append({"purpose": purpose, "round": round_number} | dataclasses.asdict(measured))
        self.results.write_text(json.dumps(self.runs, indent=1) + "\n")
        rate = measured.names / measured.wall_seconds
        about = f"{rate:.1f} names/s" if measured.names else f"{measured.answered} answers"
        print(f"{purpose} {round_number}: {measured.program} {measured.cpu_seconds:.2f} s processor, "
              f"{measured.wall_seconds:.2f} s, {measured.peak_kib // 1024} MiB, {about}", file=sys.stderr)

    def head(self, file, count):
        """A list of a list's first names."""
        short = self.world / "run" / f"{file}-{count}"
        names = (self.world / file).read_text().split()[:count]
        short.write_text("\n".join(names) + "\n")
        return short

    def quada(self, names):
        return quada.measure(self.world, names, self.plan["timeout"], self.plan["command"], self.plan["quada"])

    def interleaved(self):
        """Every program once a round, so that a disturbance of the machine meets all of them."""
        zones = self.head("zones-clean", self.plan["peer_zones"])
        clean = self.head("names-clean", self.plan["clean_names"])
        timeout = self.plan["timeout"]
        for number in range(1, self.plan["rounds"] + 1):
            self.keep("packets", number, dnsperf.measure(
                self.world, self.world / "queries", timeout, self.manifest["queries_address"], self.plan["packets"]))
            self.keep("clean names", number, self.quada(clean))
            for program in (self.quada, self.zonemaster, self.dnsviz):
                self.keep("same zones", number, program(zones))

    def zonemaster(self, zones):
        return zonemaster.measure(self.world, zones, self.plan["timeout"])

    def dnsviz(self, zones):
        return dnsviz.measure(self.world, zones, self.plan["timeout"])

    def sizes(self):
        """Lists of all kinds of names, liars and aliases included, once each."""
        for size in self.plan["sizes"]:
            listed = self.world / f"names-{size}"
            if "{names}" in self.plan["command"] and size > ARGUMENTS:
                print(f"{size} names are too many for the arguments of a command", file=sys.stderr)
            elif listed.exists():
                self.keep("all names", 1, self.quada(listed))
            else:
                print(f"no {listed.name}: this world has {self.manifest['names_in_all']} names", file=sys.stderr)


def main():
    plan = json.loads(pathlib.Path(sys.argv[1]).read_text())
    rounds = Rounds(plan, pathlib.Path(sys.argv[2]))
    rounds.interleaved()
    rounds.sizes()


main()
