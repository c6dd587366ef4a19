"""``python -m faults [SECONDS [SEED]]``: each fault for so long, and the power cut at every moment."""

import os
import subprocess
import sys
import time
from pathlib import Path

from faults import flips, kills, queries, soak


def main(seconds: float = 300.0, seed: int = 0) -> None:
    """Run all; the first thing that is wrong is raised."""
    for fault in (kills, soak, flips, queries):
        began = time.monotonic()
        print(f"{fault.__name__}: {fault.run(seconds, seed)} ({time.monotonic() - began:.0f} s)", flush=True)
    tests = Path(__file__).parent.parent / "tests" / "test_power.py"
    subprocess.run([sys.executable, "-m", "pytest", tests], env={**os.environ, "TIMKIEM_FAULTS": "1"}, check=True)


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]), *map(int, sys.argv[2:3]))
