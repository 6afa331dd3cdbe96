"""Runs a command with a terminal as its standard error, and says on standard error what was seen there.

terminal.py COMMAND [ARGUMENT...]     standard output and the exit status are the command's
"""
import os
import pty
import subprocess
import sys

ours, theirs = pty.openpty()
environment = {**os.environ, "TERM": "xterm", "LC_ALL": "C"}
process = subprocess.Popen(sys.argv[1:], stderr=theirs, env=environment)
os.close(theirs)
seen = b""
try:
    while octets := os.read(ours, 65_536):
        seen += octets
except OSError:
    # The last writer has gone.
    pass
status = process.wait()
sys.stderr.buffer.write(seen)
sys.exit(status)
