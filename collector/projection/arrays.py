"""The types of arrays, by what they hold."""

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
# An item of a future, by its number among the items of all futures.
Cells = npt.NDArray[np.int32]
