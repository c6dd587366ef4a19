"""``python -m timkiem``."""

from timkiem.cli import main

main(prog_name="timkiem")
