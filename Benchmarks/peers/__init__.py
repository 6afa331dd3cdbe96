"""One file for each program that is measured, and what is measured of it. All run inside namespace.sh."""
