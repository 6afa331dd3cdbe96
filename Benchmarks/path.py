#!/usr/bin/env python3
"""A path between two network namespaces that takes time and loses packets, for kernels without netem.

    path.py --to PID --delay MS --loss PERCENT [--counts FILE]

Has an end, the interface "path0", in the namespace that it is started in, and one in that of the process PID. Each packet
takes as long, in the order of sending; losses are drawn from a seed. Says "up" once both ends are there. At SIGTERM it
writes what went over it in the first direction, from PID's: queries (UDP to port 53) for each address, all of them and the
most in any second.
"""
import argparse
import collections
import ctypes
import fcntl
import ipaddress
import json
import os
import pathlib
import random
import select
import signal
import struct
import sys
import time

NEWNET = 0x40000000
TUNSETIFF, TUN, NO_PACKET_INFO = 0x400454CA, 0x0001, 0x1000
LONGEST = 65_536
# Packets taken from one end before the other one has its turn.
BATCH = 64


def end_of_path():
    """A TUN device in the namespace that this thread is in."""
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH22x", b"path0", TUN | NO_PACKET_INFO))
    return device


def enter(namespace):
    libc = ctypes.CDLL(None, use_errno=True)
    with open(namespace, "rb") as file:
        if libc.setns(file.fileno(), NEWNET) != 0:
            sys.exit(f"path: {namespace}: {os.strerror(ctypes.get_errno())}")


class Asked:
    """Queries by address, and the most of them in any second."""

    def __init__(self):
        self.total = collections.Counter()
        self.most = collections.Counter()
        self.recent = collections.defaultdict(collections.deque)

    def note(self, packet, now):
        if packet[0] >> 4 == 4:
            protocol, address, start = packet[9], packet[16:20], (packet[0] & 15) * 4
        else:
            protocol, address, start = packet[6], packet[24:40], 40
        if protocol != 17 or packet[start + 2:start + 4] != b"\0\x35":
            return
        recent = self.recent[address]
        while recent and recent[0] <= now - 1:
            recent.popleft()
        recent.append(now)
        self.total[address] += 1
        self.most[address] = max(self.most[address], len(recent))

    def document(self):
        return {str(ipaddress.ip_address(address)): {"queries": count, "most_in_a_second": self.most[address]}
                for address, count in self.total.most_common()}


class Direction:
    """From one end to the other: packets on their way, the first to arrive first."""

    def __init__(self, source, target, given, seed, asked=None):
        self.source, self.target, self.asked = source, target, asked
        self.delay, self.loss = given.delay / 1000, given.loss / 100
        self.random = random.Random(seed).random
        self.under_way = collections.deque()

    def take(self, now):
        for _ in range(BATCH):
            try:
                packet = os.read(self.source, LONGEST)
            except BlockingIOError:
                return
            if self.asked:
                self.asked.note(packet, now)
            if self.random() >= self.loss:
                self.under_way.append((now + self.delay, packet))

    def deliver(self, now):
        """Returns the seconds to the next arrival; none where nothing is under way."""
        while self.under_way and self.under_way[0][0] <= now:
            try:
                os.write(self.target, self.under_way.popleft()[1])
            except OSError:
                # Its queue is full, or its end is gone: lost, as on any path.
                pass
        return self.under_way[0][0] - now if self.under_way else None


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--to", type=int, required=True, metavar="PID")
    parser.add_argument("--delay", type=float, default=0, metavar="MS")
    parser.add_argument("--loss", type=float, default=0, metavar="PERCENT")
    parser.add_argument("--counts", type=pathlib.Path, metavar="FILE")
    given = parser.parse_args()
    here = end_of_path()
    enter(f"/proc/{given.to}/ns/net")
    there = end_of_path()
    asked = Asked()
    directions = [Direction(there, here, given, 1, asked), Direction(here, there, given, 2)]
    ends = select.epoll()
    for direction in directions:
        ends.register(direction.source, select.EPOLLIN)

    def stop(*_):
        if given.counts:
            given.counts.write_text(json.dumps(asked.document()))
        sys.exit(0)
    signal.signal(signal.SIGTERM, stop)
    print("up", flush=True)
    wait = None
    while True:
        ready = {file for file, _ in ends.poll(wait)}
        now = time.monotonic()
        for direction in directions:
            if direction.source in ready:
                direction.take(now)
        waits = [left for direction in directions if (left := direction.deliver(time.monotonic())) is not None]
        wait = max(0, min(waits)) if waits else None


main()
