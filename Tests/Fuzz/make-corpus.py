#!/usr/bin/env python3
"""Writes fixtures/wire/*.bin: small messages, well-formed and broken, that the reader's tests and the fuzzer start from.

Run from the top of the repository. The octets depend on nothing but this file.
"""
import pathlib
import struct

OUT = pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "wire"
A, NS, CNAME, SOA, MX, TXT, AAAA, SRV, DNAME, OPT, RRSIG, NSEC, HTTPS = 1, 2, 5, 6, 15, 16, 28, 33, 39, 41, 46, 47, 65
QNAME = b"\xc0\x0c"
RESPONSE = 0x8400


def name(text):
    labels = [label for label in text.split(".") if label]
    return b"".join(bytes([len(label)]) + label.encode() for label in labels) + b"\0"


def record(owner, rrtype, rdata, ttl=30, rrclass=1, length=None):
    return owner + struct.pack("!HHIH", rrtype, rrclass, ttl, len(rdata) if length is None else length) + rdata


def message(qtype=AAAA, answer=(), authority=(), additional=(), flags=RESPONSE, qname="www.shop.test", counts=None, tail=b""):
    sections = [answer, authority, additional]
    counts = counts or [1] + [len(section) for section in sections]
    question = name(qname) + struct.pack("!HH", qtype, 1)
    return struct.pack("!6H", 0x2014, flags, *counts) + question + b"".join(b"".join(s) for s in sections) + tail


def opt(options=b"", size=1232, ttl=0):
    return record(b"\0", OPT, options, ttl, size)


def option(code, value):
    return struct.pack("!HH", code, len(value)) + value


ADDRESS = bytes.fromhex("20010db8000000000000000000000001")
SOA_DATA = name("ns1.shop.test") + b"\x0ahostmaster\xc0\x10" + struct.pack("!5I", 1, 3600, 600, 86400, 60)
LABELS = b"".join(bytes([63]) + bytes([letter]) * 63 for letter in b"abc")
LONGEST = LABELS + bytes([61]) + b"d" * 61 + b"\0"
TOO_LONG = LABELS + bytes([62]) + b"d" * 62 + b"\0"

MESSAGES = {
    "empty-noerror": message(),
    "aaaa": message(answer=[record(QNAME, AAAA, ADDRESS)], additional=[opt()]),
    "aaaa-0-octets": message(answer=[record(QNAME, AAAA, b"")]),
    "aaaa-4-octets": message(answer=[record(QNAME, AAAA, bytes([192, 0, 2, 1]))]),
    "aaaa-20-octets": message(answer=[record(QNAME, AAAA, ADDRESS + b"\0\0\0\0")]),
    "alias-chain": message(
        A,
        answer=[
            record(QNAME, CNAME, b"\x03www\x03cdn\xc0\x10"),
            record(b"\xc0\x2b", CNAME, name("edge.balancer.test")),
            record(name("edge.balancer.test"), A, bytes([192, 0, 2, 80])),
        ],
    ),
    "dname": message(answer=[record(b"\xc0\x10", DNAME, name("other.test")), record(QNAME, CNAME, name("www.other.test"))]),
    "nodata": message(authority=[record(b"\xc0\x10", SOA, SOA_DATA)], additional=[opt()]),
    "name-error": message(flags=RESPONSE | 3, authority=[record(b"\xc0\x10", SOA, SOA_DATA)]),
    "referral": message(
        flags=0x8000,
        authority=[record(b"\xc0\x10", NS, b"\x03ns1\xc0\x10"), record(b"\xc0\x10", NS, b"\x03ns2\xc0\x10")],
        additional=[record(b"\xc0\x2b", A, bytes([192, 0, 2, 53])), record(b"\xc0\x2b", AAAA, ADDRESS), opt()],
    ),
    "options": message(
        flags=RESPONSE | 2,
        additional=[opt(option(3, b"ns1.lab") + option(15, b"\0\x0fblocked \x1b[31m") + option(10, b"8 octets"), ttl=0x01008000)],
    ),
    "option-overruns": message(additional=[opt(struct.pack("!HH", 3, 200) + b"ns1")]),
    "two-opts": message(additional=[opt(), opt(size=512)]),
    "opt-in-answer": message(answer=[opt()]),
    "mail": message(MX, answer=[record(QNAME, MX, b"\0\x0a\x04mail\xc0\x10"), record(QNAME, SRV, b"\0\1\0\2\0\x19" + name("mail.test"))]),
    "text": message(TXT, answer=[record(QNAME, TXT, b"\x05a\"\x1b[m\x00"), record(QNAME, HTTPS, b"\0\1\0" + b"\0\1\0\3\2h2")]),
    "signed-denial": message(
        authority=[
            record(b"\xc0\x10", NSEC, name("z.shop.test") + b"\0\x06\x40\x01\0\0\0\3"),
            record(b"\xc0\x10", RRSIG, struct.pack("!HBBIIIH", NSEC, 13, 2, 60, 1900000000, 1800000000, 7) + name("shop.test") + b"\1" * 64),
        ]
    ),
    "unknown-type": message(65280, answer=[record(QNAME, 65280, b"\xde\xad\xbe\xef", rrclass=254)]),
    "pointer-to-itself": message(answer=[record(b"\xc0\x1f", AAAA, ADDRESS)]),
    "pointer-forward": message(answer=[record(b"\xc0\x2b", AAAA, ADDRESS)]),
    "pointer-loop": message(answer=[record(b"\1a\xc0\x1f", AAAA, ADDRESS)]),
    "reserved-label": message(answer=[record(b"\x41a\0", AAAA, ADDRESS)]),
    "long-name": message(answer=[record(LONGEST, AAAA, ADDRESS), record(TOO_LONG, AAAA, ADDRESS)]),
    "rdata-overruns": message(answer=[record(QNAME, AAAA, ADDRESS, length=200)]),
    "counts-too-high": message(answer=[record(QNAME, AAAA, ADDRESS)], counts=[1, 2, 9, 9]),
    "trailing-octets": message(answer=[record(QNAME, AAAA, ADDRESS)], tail=b"\0\1\2"),
    "cname-shape": message(answer=[record(QNAME, CNAME, b"\1a\0\0"), record(QNAME, SOA, SOA_DATA[:-1])]),
    "hostile-name": message(A, answer=[record(QNAME, CNAME, b"\x08\x1b]0;x\x07<&\x05a.b\\\"\0")]),
    "header-only": struct.pack("!6H", 1, 0x8005, 0, 0, 0, 0),
}

OUT.mkdir(parents=True, exist_ok=True)
for label, octets in MESSAGES.items():
    (OUT / f"{label}.bin").write_bytes(octets)
