"""The networks whose solutions are computed, with data of two decimals, which programs in floating point can read."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property

import numpy as np
from cases import SEED, Case

from algebraic.bounds import bkk_bound, newton_polytopes
from algebraic.data import DataSet, check_data

LARGEST = 3


class DecimalCase(Case):
    """A case whose data are numbers up to ±3.00 with two decimals, none of them zero."""

    @cached_property
    def data(self) -> DataSet:
        """Inputs and targets."""
        stream = np.random.default_rng([SEED, self.num_params])
        shape = (self.num_params, self.network.input_dim + self.network.output_dim)
        hundredths = stream.integers(1, 100 * LARGEST + 1, shape) * stream.choice([-1, 1], shape)
        numbers = np.vectorize(lambda n: Fraction(int(n), 100), otypes=[object])(hundredths)
        split = self.network.input_dim
        return check_data(numbers[:, :split], numbers[:, split:], self.network, "random numbers with two decimals")

    @cached_property
    def bkk(self) -> int:
        """The BKK bound."""
        return bkk_bound(newton_polytopes(self.network, self.data.inputs, self.data.targets), affine=True)


S2 = DecimalCase("S2", (2, 1, 1), "z**2+z", True, False)
S4 = DecimalCase("S4", (2, 1, 1, 1), "z**2+z", False, False)
S5 = DecimalCase("S5", (3, 1, 1, 1), "z**2+z", False, False)
S8 = DecimalCase("S8", (2, 1, 1, 1), "z**3+z", False, False)
S9 = DecimalCase("S9", (4, 1, 1), "z**3+z", True, False)
S13 = DecimalCase("S13", (3, 2, 1), "z**3+z", False, False)
H10 = DecimalCase("H10", (3, 2, 1), "z**3+z", True, False)

# Complex solutions for generic data: tests/networks.py; H10 by monodromy from two seeds, certified, and by msolve.
COUNTS = {"S2": 6, "S4": 21, "S5": 105, "S8": 208, "S9": 240, "S13": 168, "H10": 1624}
