"""The three arithmetics have what the passes ask for."""

import inspect

from verify.audit.rank.arithmetic import Arithmetic, Array
from verify.audit.rank.balls import Balls, RealBalls
from verify.audit.rank.rationals import Fractions, RationalNumbers
from verify.audit.rank.residues import PrimeResidues, Residues


def test_all_are_complete():
    asked = {Arithmetic: (RealBalls, PrimeResidues, RationalNumbers), Array: (Balls, Residues, Fractions)}
    for wanted, kinds in asked.items():
        names = [name for name, _ in inspect.getmembers(wanted, inspect.isfunction) if not name.startswith("_")]
        assert names
        for kind in kinds:
            assert all(callable(getattr(kind, name)) for name in names)
