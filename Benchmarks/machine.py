"""Where a measurement runs: the machine, and the world on it."""
import datetime
import os
import pathlib
import platform
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent


def described():
    model = "unknown processor"
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    return {"cpu": model, "processors": os.cpu_count(), "kernel": platform.release(),
            "date": datetime.date.today().isoformat()}


def world(build, zones, seed, kind="world"):
    """The folder of a world, which is made by world.py or wide.py if it is not there."""
    folder = build / f"bench/{kind}-{zones}-{seed}"
    if not (folder / "manifest.json").exists():
        subprocess.run([sys.executable, HERE / f"{kind}.py", folder, "--zones", str(zones), "--seed", str(seed)],
                       check=True)
    return folder
