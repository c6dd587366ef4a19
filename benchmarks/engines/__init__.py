"""The engines that are compared: one small module for each, behind the protocol of contract.py."""

from engines.bm25s_arrays import Bm25s
from engines.contract import Engine
from engines.sqlite_fts5 import SqliteFts5
from engines.tantivy_py import Tantivy
from engines.timkiem_local import Timkiem
from engines.whoosh_stock import StockWhoosh
from engines.xapian_debian import Xapian

_ALL: tuple[Engine, ...] = (
    Timkiem(name="timkiem", options=("--no-metadata",)),
    Timkiem(name="timkiem-metadata"),
    Tantivy(),
    Tantivy(name="tantivy-python-fold", folds_in_python=True),
    SqliteFts5(),
    Bm25s(name="bm25s-numpy", backend="numpy"),
    Bm25s(name="bm25s-numba", backend="numba"),
    Xapian(),
    StockWhoosh(),
)

ENGINES: dict[str, Engine] = {engine.name: engine for engine in _ALL}

COMPILING = frozenset(name for name in ENGINES if name.startswith("timkiem"))
"""Those whose first run on a machine compiles what later ones find."""
