"""Hands connections on to another server's port 53, and ends each in the middle of what comes back.

cutter.py ADDRESS close|stall SERVER
"""
import socket
import sys
import threading

LIMIT = 60_000


def hand_on(client, server):
    with client, socket.create_connection((server, 53)) as upstream:
        upstream.sendall(client.recv(65_537))
        count = 0
        while count < LIMIT and (octets := upstream.recv(4096)):
            client.sendall(octets)
            count += len(octets)
        if sys.argv[2] == "stall":
            client.recv(1)


listening = socket.create_server((sys.argv[1], 53))
while True:
    connection, _ = listening.accept()
    threading.Thread(target=hand_on, args=(connection, sys.argv[3]), daemon=True).start()
