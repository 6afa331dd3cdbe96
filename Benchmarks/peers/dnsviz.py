"""DNSViz: one probe from the root over the whole list, then grok over what it saved."""
import json
import pathlib

from peers import measurement

# Debian installs DNSViz for its own Python. Its probe has no option for other root hints, so they are set before it is
# imported, where a default argument reads them.
PROBE = ["/usr/bin/python3", "-c", """
import sys
import dnsviz.util
dnsviz.util.ROOT_HINTS = sys.argv[1]
from dnsviz.commands import probe
probe.main(["probe", *sys.argv[2:]])
"""]


def measure(world, zones, timeout_in_seconds):
    listed = measurement.lines(zones)
    with measurement.scratch() as folder:
        saved, judged = pathlib.Path(folder) / "probe.json", pathlib.Path(folder) / "grok.json"
        asking = measurement.run(
            "dnsviz", [*PROBE, str(world / "hints"), "-A", "-a", ".", "-d", "1", "-f", str(zones), "-o", str(saved)],
            len(listed), timeout_in_seconds)
        judging = measurement.run(
            "dnsviz", ["/usr/bin/dnsviz", "grok", "-r", str(saved), "-f", str(zones), "-c", "-o", str(judged)],
            len(listed), timeout_in_seconds)
        judgement = json.loads(judged.read_text() or "{}") if judging.is_complete else {}
    asking.command = "dnsviz probe -A -a . -d 1 -f {list} -o probe.json; dnsviz grok -r probe.json -f {list} -c"
    asking.cpu_seconds += judging.cpu_seconds
    asking.wall_seconds += judging.wall_seconds
    asking.peak_kib = max(asking.peak_kib, judging.peak_kib)
    asking.exit_status = asking.exit_status or judging.exit_status
    asking.is_complete = asking.is_complete and judging.is_complete
    asking.answered = sum(1 for zone in listed if zone + "." in judgement or zone in judgement)
    return asking


if __name__ == "__main__":
    from peers import dnsviz
    measurement.main(dnsviz)
