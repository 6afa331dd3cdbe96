"""Asks each resolver about each shape and writes what came back: see README.md beside this file.

Runs inside the namespace that measure.sh makes. Only the standard library.
"""

import concurrent.futures
import datetime
import json
import os
import pathlib
import re
import secrets
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

LIMIT = 30.0  # seconds that a client here waits for one answer
A, AAAA, HTTPS = 1, 28, 65
TYPES = {A: "A", AAAA: "AAAA", HTTPS: "HTTPS"}
RCODES = {0: "NOERROR", 1: "FORMERR", 2: "SERVFAIL", 3: "NXDOMAIN", 4: "NOTIMP", 5: "REFUSED"}
# Each on owners of its own. "both" puts A and AAAA at the same moment, as clients with two families do.
SEQUENCES = {
    "aaaa-first": [[AAAA], [A], [AAAA]],
    "a-first": [[A], [AAAA]],
    "both": [[A, AAAA]],
    "https-first": [[HTTPS], [AAAA], [A]],
}
NAT64 = socket.inet_pton(socket.AF_INET6, "64:ff9b::")[:12]


class Resolver:
    """One configuration of one resolver: an address to ask and a process to start anew for each sequence."""

    def __init__(self, key, software, about, port, **settings):
        self.key, self.software, self.about, self.port, self.settings = key, software, about, port, settings
        self.ipv6_only = settings.get("ipv6_only", False)

    def start(self, folder, hints):
        place = folder / self.key
        place.mkdir(exist_ok=True)
        log = open(place / "log", "ab")
        command = self.bind(place, hints) if self.software == "BIND" else self.unbound(place, hints)
        self.process = subprocess.Popen(command, stdout=log, stderr=log)
        for _ in range(100):
            time.sleep(0.1)
            try:
                ask(self, "version.bind", 16, limit=0.5, qclass=3)
                return
            except OSError:
                continue
        sys.exit(f"measure: {self.key} does not answer; see {place}/log")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()

    def bind(self, place, hints):
        dns64 = "dns64 64:ff9b::/96 { clients { any; }; };" if self.settings.get("dns64") else ""
        (place / "named.conf").write_text(
            f"""options {{ directory "{place}"; listen-on port {self.port} {{ 127.0.0.1; }};
            listen-on-v6 port {self.port} {{ ::1; }}; pid-file none; session-keyfile none; dnssec-validation no;
            empty-zones-enable no; recursion yes; allow-query {{ any; }};
            qname-minimization {self.settings["minimisation"]}; {dns64} }};
            controls {{ }};
            zone "." {{ type hint; file "{hints}"; }};\n"""
        )
        return ["named", "-f", *(["-6"] if self.ipv6_only else []), "-c", str(place / "named.conf")]

    def unbound(self, place, hints):
        modules = '"dns64 iterator"' if self.settings.get("dns64") else '"iterator"'
        (place / "unbound.conf").write_text(
            f"""server:
  directory: "{place}"
  chroot: ""
  username: ""
  pidfile: ""
  use-syslog: no
  interface: {self.address}
  port: {self.port}
  do-ip4: {"no" if self.ipv6_only else "yes"}
  do-daemonize: no
  do-not-query-localhost: no
  num-threads: 1
  root-hints: "{hints}"
  module-config: {modules}
  dns64-prefix: 64:ff9b::/96
  qname-minimisation: {self.settings["minimisation"]}
  local-zone: "test." nodefault
"""
        )
        return ["unbound", "-d", "-c", str(place / "unbound.conf")]

    @property
    def address(self):
        return "::1" if self.ipv6_only else "127.0.0.1"


RESOLVERS = [
    Resolver("bind", "BIND", "qname-minimization relaxed, the default", 5301, minimisation="relaxed"),
    Resolver("bind-full-qname", "BIND", "qname-minimization off", 5302, minimisation="off"),
    Resolver("unbound", "Unbound", "qname-minimisation yes, the default", 5303, minimisation="yes"),
    Resolver("unbound-full-qname", "Unbound", "qname-minimisation no", 5304, minimisation="no"),
    Resolver("bind-dns64", "BIND", "dns64 64:ff9b::/96", 5305, minimisation="relaxed", dns64=True),
    Resolver("unbound-dns64", "Unbound", "module-config dns64 iterator", 5306, minimisation="yes", dns64=True),
    Resolver("bind-ipv6", "BIND", "asks over IPv6 only", 5307, minimisation="relaxed", ipv6_only=True),
    Resolver("unbound-ipv6", "Unbound", "asks over IPv6 only", 5308, minimisation="yes", ipv6_only=True),
]
# What is measured with resolvers that have one transport only.
TRANSPORT_SHAPES = {"both", "ipv4-server"}


def query(name, qtype, qclass):
    identifier = secrets.randbelow(65536)
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.rstrip(".").split("."))
    return identifier, struct.pack(">HHHHHH", identifier, 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack(
        ">HH", qtype, qclass
    )


def skip_name(message, offset):
    while message[offset]:
        if message[offset] & 0xC0:
            return offset + 2
        offset += 1 + message[offset]
    return offset + 1


def read(message):
    """RCODE, TC, the types in the answer section, and the AAAA addresses there; an address of another length is none."""
    _, flags, questions, answers, _, _ = struct.unpack(">HHHHHH", message[:12])
    offset = 12
    for _ in range(questions):
        offset = skip_name(message, offset) + 4
    types, addresses = [], []
    for _ in range(answers):
        offset = skip_name(message, offset)
        rtype, _, _, length = struct.unpack(">HHIH", message[offset : offset + 10])
        offset += 10
        if {A: 4, AAAA: 16}.get(rtype, length) == length:
            types.append(rtype)
            if rtype == AAAA:
                addresses.append(message[offset : offset + length])
        offset += length
    return flags & 0xF, bool(flags & 0x0200), types, addresses


def ask(resolver, name, qtype, limit=LIMIT, qclass=1):
    """One question to the resolver, over TCP where the answer over UDP is truncated."""
    identifier, octets = query(name, qtype, qclass)
    end = time.monotonic() + limit
    place = (resolver.address, resolver.port)
    family = socket.AF_INET6 if resolver.ipv6_only else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as client:
        client.connect(place)
        client.settimeout(limit)
        client.send(octets)
        message = client.recv(65535)
    if read(message)[1]:
        with socket.create_connection(place, max(0.1, end - time.monotonic())) as client:
            client.sendall(struct.pack(">H", len(octets)) + octets)
            stream = client.makefile("rb")
            message = stream.read(struct.unpack(">H", stream.read(2))[0])
    assert struct.unpack(">H", message[:2])[0] == identifier
    return message


def answer(resolver, name, qtype):
    began = time.monotonic()
    try:
        rcode, _, types, addresses = read(ask(resolver, name, qtype))
        outcome = RCODES.get(rcode, f"RCODE{rcode}")
    except socket.timeout:
        outcome, types, addresses = "timeout", [], []
    return {
        "type": TYPES[qtype],
        "outcome": outcome,
        "a": types.count(A),
        "aaaa": types.count(AAAA),
        "aliases": types.count(5),
        "synthesised": any(address[:12] == NAT64 for address in addresses),
        # To half a second: what is faster is at once, and a noisy machine gives the same record twice.
        "seconds": round((time.monotonic() - began) * 2) / 2,
    }


def play(resolver, shape, sequence, pool):
    number = 1 + list(SEQUENCES).index(sequence)
    name = f"{shape['owner'] % number}.{shape['id']}.test"
    answers = []
    for moment in SEQUENCES[sequence]:
        answers += list(pool.map(lambda qtype: answer(resolver, name, qtype), moment))
    return {"shape": shape["id"], "resolver": resolver.key, "sequence": sequence, "answers": answers}


def measure(folder, hints, shapes):
    jobs = []
    for sequence in SEQUENCES:
        for resolver in RESOLVERS:
            resolver.start(folder, hints)
        with concurrent.futures.ThreadPoolExecutor(600) as outer, concurrent.futures.ThreadPoolExecutor(600) as inner:
            futures = [
                outer.submit(play, resolver, shape, sequence, inner)
                for resolver in RESOLVERS
                for shape in shapes
                if not resolver.ipv6_only or shape["id"] in TRANSPORT_SHAPES
            ]
            jobs += [future.result() for future in futures]
        for resolver in RESOLVERS:
            resolver.stop()
        print(f"measure: {sequence} done", file=sys.stderr)
    return jobs


def outcomes(job):
    return [{key: value for key, value in one.items() if key != "seconds"} for one in job["answers"]]


def versions():
    def first_line(command):
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()[0]

    return {"BIND": first_line(["named", "-v"]).split()[1], "Unbound": first_line(["unbound", "-V"]).split()[1]}


def write_record(here, shapes, jobs, unstable):
    version = versions()
    head = {
        "schema": "quada.resolvers/1",
        "measured": datetime.date.today().isoformat(),
        "command": "Tests/Resolvers/measure.sh",
        "limit_seconds": LIMIT,
    }
    lines = [json.dumps(head)[:-1] + ","]
    rows = [
        json.dumps({"id": r.key, "software": r.software, "version": version[r.software], "about": r.about})
        for r in RESOLVERS
    ]
    lines.append('"resolvers": [\n' + ",\n".join(rows) + "\n],")
    lines.append('"shapes": [\n' + ",\n".join(json.dumps(s) for s in shapes) + "\n],")
    lines.append('"unstable": [\n' + ",\n".join(json.dumps(u) for u in unstable) + "\n],")
    lines.append('"measurements": [\n' + ",\n".join(json.dumps(j) for j in jobs) + "\n]}")
    (here / "record.json").write_text("\n".join(lines) + "\n")


def phrase(one):
    """What a client reads from one answer, in a word or two."""
    if one["outcome"] != "NOERROR":
        text = "no answer" if one["outcome"] == "timeout" else one["outcome"]
    elif one["type"] == "AAAA" and one["synthesised"]:
        text = "synthesised"
    elif one[one["type"].lower()] if one["type"] != "HTTPS" else False:
        text = "ok"
    else:
        text = "empty"
    return text + (f" {one['seconds']:g} s" if one["seconds"] >= 1 else "")


def write_table(here, shapes, jobs):
    found = {(j["shape"], j["resolver"], j["sequence"]): j["answers"] for j in jobs}
    version = versions()
    text = [
        "# What resolvers make of each fault",
        "",
        f"Measured on {datetime.date.today().isoformat()} with BIND {version['BIND']} and Unbound {version['Unbound']} "
        "on loopback; `Tests/Resolvers/measure.sh` writes this page and `Tests/Resolvers/record.json`.",
        "",
        "Each cell: AAAA on a cold cache; A after it; AAAA once the alias came with an A query. The clients here wait "
        f"{LIMIT:g} s. Each zone has one server, but where the shape says two.",
        "",
    ]
    columns = [r for r in RESOLVERS if not r.ipv6_only]
    text.append("| shape | what the server does | " + " | ".join(r.key for r in columns) + " |")
    text.append("|---|---|" + "---|" * len(columns))
    for shape in shapes:
        cells = []
        for r in columns:
            cold = found[shape["id"], r.key, "aaaa-first"]
            warm = found[shape["id"], r.key, "a-first"]
            cells.append(f"{phrase(cold[0])}; {phrase(cold[1])}; {phrase(warm[1])}")
        text.append(f"| {shape['id']} | {shape['about']} | " + " | ".join(cells) + " |")
    text += ["", "With one transport only, AAAA on a cold cache:", "", "| shape | bind-ipv6 | unbound-ipv6 |", "|---|---|---|"]
    for key in sorted(TRANSPORT_SHAPES):
        cells = [phrase(found[key, r.key, "aaaa-first"][0]) for r in RESOLVERS if r.ipv6_only]
        text.append(f"| {key} | " + " | ".join(cells) + " |")
    (here / "../../reports/resolvers.md").write_text("\n".join(text) + "\n")


def main():
    lab, here = sys.argv[1], pathlib.Path(sys.argv[2])
    shapes = []
    for line in (here / "shapes.tsv").read_text().splitlines():
        if not line.startswith("#"):
            key, kind, owner, about = line.split("\t")
            shapes.append({"id": key, "alias": kind == "alias", "owner": owner, "about": about})
    scenario = here / "shapes.yaml"
    hints_text = subprocess.run([lab, "hints", str(scenario)], capture_output=True, text=True, check=True).stdout
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    addresses = re.findall(r"(?:^|\s)(?:A|AAAA)\s+([0-9a-f:.]+)$", scenario.read_text() + hints_text, re.M)
    for address in sorted(set(addresses)):
        nodad = ["nodad"] if ":" in address else []
        subprocess.run(["ip", "address", "add", address, "dev", "lo", *nodad], check=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(os.environ.get("QUADA_KEEP", temporary))
        hints = folder / "hints"
        hints.write_text(hints_text)
        server = subprocess.Popen([lab, "serve", "--as-written", str(scenario)], stdout=subprocess.DEVNULL)
        time.sleep(2)
        if server.poll() is not None:
            sys.exit("measure: quada-lab did not start")
        first = measure(folder, hints, shapes)
        second = measure(folder, hints, shapes)
        server.terminate()
    unstable = [
        {"shape": one["shape"], "resolver": one["resolver"], "sequence": one["sequence"], "answers": other["answers"]}
        for one, other in zip(first, second)
        if outcomes(one) != outcomes(other)
    ]
    write_record(here, shapes, first, unstable)
    write_table(here, shapes, first)
    print(f"measure: {len(first)} measurements, {len(unstable)} of them other the second time", file=sys.stderr)


main()
