"""What one run of a program took."""
import dataclasses
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time


@dataclasses.dataclass
class Measurement:
    """One run of one program over one list."""
    program: str
    command: str
    names: int
    cpu_seconds: float
    wall_seconds: float
    # Of the largest of its processes.
    peak_kib: int
    # As the namespace's packet filter counted them; quada's own count is `queries_told`.
    queries_udp: int
    connections_tcp: int
    # None where the run was cut off.
    exit_status: int | None
    is_complete: bool
    queries_told: int | None = None
    answered: int | None = None

    @property
    def queries(self):
        return self.queries_udp + self.connections_tcp


class Asked:
    """The packet filter's counters: queries over UDP, connections over TCP."""

    def __init__(self):
        self.before = self.read()

    @staticmethod
    def read():
        listed = json.loads(subprocess.run(["nft", "--json", "list", "counters", "table", "inet", "bench"],
                                           capture_output=True, text=True, check=True).stdout)
        counters = [entry["counter"] for entry in listed["nftables"] if "counter" in entry]
        return {counter["name"]: counter["packets"] for counter in counters}

    def since(self, name):
        return self.read()[name] - self.before[name]


def run(program, command, names, timeout_in_seconds, output=subprocess.DEVNULL, results=(0,)):
    """Runs a command as a group of processes of its own, which ends with it.

    Processor time is that of the process and of all children that it waited for. `results` are the exit statuses of a
    run that came to its end.
    """
    asked = Asked()
    with tempfile.TemporaryFile() as complaints:
        begun = time.monotonic()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=complaints,
                                   process_group=0)
        status, usage, peak = wait(process, begun + timeout_in_seconds)
        wall = time.monotonic() - begun
        if status is not None and status not in results:
            complaints.seek(0)
            complaint = complaints.read()[-2000:].decode(errors="replace")
            print(f"{program}: exit status {status}\n{complaint}", file=sys.stderr)
    return Measurement(
        program=program, command=" ".join(command), names=names, cpu_seconds=usage.ru_utime + usage.ru_stime,
        wall_seconds=wall, peak_kib=peak, queries_udp=asked.since("datagrams"),
        connections_tcp=asked.since("connections"), exit_status=status, is_complete=status in results)


def wait(process, deadline):
    """Exit status, or none where the deadline came first, the usage, and the peak of memory.

    The peak is looked at while the process is there, since that of the usage is never below what this process had when
    it started the other.
    """
    is_late, peak = False, 0
    while True:
        peak = max(peak, peak_kib(process.pid))
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            # Keeps subprocess from waiting for it again.
            process.returncode = os.waitstatus_to_exitcode(status)
            return None if is_late else process.returncode, usage, peak or usage.ru_maxrss
        if not is_late and time.monotonic() > deadline:
            is_late = True
            os.killpg(process.pid, signal.SIGKILL)
        time.sleep(0.02)


def peak_kib(pid):
    """The most memory that a process, or one below it, has had; 0 for one that is gone."""
    try:
        folder = pathlib.Path(f"/proc/{pid}")
        status = (folder / "status").read_text()
        below = (folder / f"task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    _, _, rest = status.partition("VmHWM:")
    return max([int(rest.split()[0]) if rest else 0, *(peak_kib(child) for child in below)])


def count(file):
    """How many lines a file has, without holding them."""
    with open(file, "rb") as opened:
        return sum(1 for _ in opened)


def lines(file):
    return pathlib.Path(file).read_text().split()


def main(program):
    """Runs a program's `measure(world, list, timeout)` over a list, by hand."""
    if len(sys.argv) < 3:
        sys.exit(f"usage, in namespace.sh and Benchmarks/: python3 -m {program.__name__} WORLD LIST")
    world, names = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    print(json.dumps(dataclasses.asdict(program.measure(world, names, 600, *sys.argv[3:])), indent=2))


def scratch():
    return tempfile.TemporaryDirectory(prefix="bench-")
