"""Counting labels over documents."""

import numpy as np
from numpy.typing import NDArray

from timkiem.kernels import bulk


@bulk
def count_labels(
    wanted: NDArray[np.uint8], starts: NDArray[np.int64], numbers: NDArray[np.int64], counts: NDArray[np.int64]
) -> None:
    """Add to ``counts`` i8 [V] the labels of the wanted documents, u1 [N].

    ``numbers`` i8 [R]: the labels of all documents, one after another; ``starts`` i8 [N + 1]: where each begins.
    """
    for document in range(len(wanted)):
        if wanted[document]:
            for row in range(starts[document], starts[document + 1]):
                counts[numbers[row]] += 1
