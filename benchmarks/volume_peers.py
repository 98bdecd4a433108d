"""(a) BKK bounds: the mixed volume of K copies of one Newton polytope."""

from __future__ import annotations

from functools import partial
from math import factorial

from cases import Case
from measuring import Peer
from programs import installed, last_integer, polynomial, run_on_file, variable_names

from algebraic.bounds import bkk_bound, newton_polytopes
from algebraic.engines import gfan_mixed_volume
from algebraic.shell import Budget

try:  # here, so that no call pays for the import
    from scipy.spatial import ConvexHull
except ImportError:
    ConvexHull = None

# The answers to PHCpack's menus: no random coefficient system, no stable mixed volume, no further files.
PHC_MIXEDVOL = "4\n0\nn\nn\n"
PHC_DEMICS = "5\nn\nn\nn\nn\n"


def ours(case: Case, limit: float) -> int:
    """Newton polytopes from the shape, then the exact volume."""
    supports = newton_polytopes(case.network, case.data.inputs, case.data.targets)
    return bkk_bound(supports, affine=True, budget=Budget(seconds=limit))


def by_gfan(case: Case, limit: float) -> int:
    """``gfan _mixedvolume`` on K copies of the points."""
    return gfan_mixed_volume([case.points] * case.num_params, budget=Budget(seconds=limit))


def by_qhull(case: Case, limit: float) -> float:
    """Qhull through scipy, in floating point."""
    return ConvexHull(case.points).volume * factorial(case.num_params)


def by_phc(menu: str, case: Case, limit: float) -> int:
    """``phc -m`` on K polynomials with these points as exponents."""
    names = variable_names(case.num_params)
    text = polynomial(((point, 1) for point in case.points), names)
    source = f"{len(names)}\n" + f"{text};\n" * len(names)
    output = run_on_file("phc", source, ["-m", "IN", "OUT"], limit=limit, stdin=menu)
    return last_integer(r"mixed volume : +(\d+)", output)


VOLUME_PEERS = [
    Peer("zerolocus", ours),
    Peer("gfan", by_gfan, installed("gfan")),
    Peer("Qhull (float)", by_qhull, lambda: ConvexHull is not None, tolerance=1e-6),
    Peer("PHCpack MixedVol", partial(by_phc, PHC_MIXEDVOL), installed("phc")),
    Peer("PHCpack DEMiCs", partial(by_phc, PHC_DEMICS), installed("phc")),
]
