"""dnsperf against one address of NSD: what a query costs a program in C that does nothing but send and count.

Settings as in Benchmarks/transport.py: one thread, one socket, 1,000 queries at a time, EDNS.
"""
import pathlib
import re

from peers import measurement

COMMAND = "dnsperf -s {address} -d {list} -T 1 -c 1 -q 1000 -b 4096 -e -n {times}"
COMPLETED = re.compile(r"Queries completed:\s+(\d+)")


def measure(world, queries, timeout_in_seconds, address, total=400_000):
    command = COMMAND.format(address=address, list=queries, times=max(1, total // measurement.count(queries)))
    with measurement.scratch() as folder:
        report = pathlib.Path(folder) / "report"
        with report.open("wb") as output:
            measured = measurement.run("dnsperf", command.split(), 0, timeout_in_seconds, output)
        completed = COMPLETED.search(report.read_text())
    measured.command = COMMAND
    measured.answered = int(completed.group(1)) if completed else 0
    return measured


if __name__ == "__main__":
    from peers import dnsperf
    measurement.main(dnsperf)
