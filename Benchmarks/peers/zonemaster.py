"""Zonemaster's engine, all its tests, one process for the whole list of zones."""
import pathlib

from peers import measurement

SCRIPT = pathlib.Path(__file__).with_suffix(".pl")


def measure(world, zones, timeout_in_seconds):
    listed = measurement.lines(zones)
    with measurement.scratch() as folder:
        report = pathlib.Path(folder) / "report"
        command = ["perl", str(SCRIPT), str(world / "hints"), str(zones)]
        with report.open("wb") as output:
            measured = measurement.run("zonemaster", command, len(listed), timeout_in_seconds, output)
        # One line a zone: its name and the worst level of a message.
        measured.answered = len(measurement.lines(report)) // 2
    measured.command = "perl peers/zonemaster.pl {hints} {list}"
    return measured


if __name__ == "__main__":
    from peers import zonemaster
    measurement.main(zonemaster)
