"""Check of a certificate of :mod:`algebraic.dimension`, by code that shares little with what made it.

A minor is computed again from the graph in the file, in plain integers. Of a rank modulo a prime the matrix is formed
anew: the point comes from the prime and the seed, the rows from the passes of :mod:`algebraic.networks.passes` over
64-bit integers, which share nothing with the float64 ones of the proof; their SHA-256 must be the one in the
certificate. The rank is python-flint's for matrices of up to ten million entries. Beyond, it is that of the reversed
and transposed matrix by the elimination that the proof used, too, and the answer says so.
"""

from __future__ import annotations

import hashlib
from argparse import Namespace
from collections.abc import Callable
from typing import Any

import flint
import numpy as np

from ..data import IntegerData, load_integer_data
from ..modular import PRIME_LIMIT, as_nmod, eliminate
from ..networks import Network, PrimeField, jacobian
from ..options import network_from
from ..ranks import canonical_residues, check_memory, check_minor, network_digest, rank_at
from ..shell import ROLE_RANK, UNLIMITED, Budget, WrongInput, random_stream
from .certificates import ColumnsCertificate, CountedClaim, CountingCertificate, MinorCertificate, counted

KINDS = ("columns_modulo_prime", "counting")  # of certificates that name network and data; a minor has them inside
FLINT_ENTRIES = 10_000_000
PASS_ENTRIES = 2**22  # of the derivatives that one pass forms
INCOMPLETE = (KeyError, TypeError, IndexError, ValueError, AttributeError, OverflowError)


def check_certificate(
    document: Any,
    *,
    network: Network | None = None,
    data: IntegerData | None = None,
    budget: Budget = UNLIMITED,
    report: Callable[[str], None] = lambda text: None,
) -> tuple[bool, str]:
    """Whether the certificate in a document holds, and what it proves or why not.

    Args:
        document: of ``algebraic.dimension``, or the certificate itself.
        network, data: for certificates that do not bring them; by default those that the options in it name, read
            again.
        report: called with what is being done.

    Raises:
        WrongInput: there is no certificate, or it does not say how to get network and data.
        Missing: the data are not there.
        OutOfBudget: the time is over.

    >>> from algebraic import Network, dimension_of
    >>> net = Network.dense([2, 3, 1], "z**2", hidden_bias=False, output_bias=False)
    >>> check_certificate(dimension_of(net, [[1, 2], [3, 4]], [1, 2]).as_dict())
    (True, 'rank 2 = number of equations: dimension 7 for generic targets, proved')
    """
    certificate: Any = document.get("certificate", document) if isinstance(document, dict) else None
    kind = certificate.get("kind") if isinstance(certificate, dict) else None
    try:
        if kind not in KINDS:
            return _check_minor(certificate)
    except INCOMPLETE as problem:
        raise WrongInput(
            f"the file holds no certificate of algebraic.dimension ({type(problem).__name__}: {problem})",
            hint="make one with algebraic.dimension --json",
            kind="bad_certificate",
        ) from None
    try:
        if network is None:
            network = network_from(Namespace(**certificate["network"]["options"]))
        if data is None:
            source = certificate["data"]["options"]
            data = load_integer_data(
                source["data"], network, int(source["samples"]), seed=int(source["seed"]), rank_of=rank_at
            )
        if network_digest(network) != certificate["network"]["sha256"]:
            return False, "the network is not the one of the certificate (another SHA-256)"
        if data.digests() != certificate["data"]["sha256"]:
            return False, "the data are not those of the certificate (another SHA-256)"
        if kind == "counting":
            return _check_counting(certificate, network, data)
        return _check_columns(certificate, network, data, budget, report)
    except INCOMPLETE as problem:
        raise WrongInput(
            f"the certificate is incomplete ({type(problem).__name__}: {problem})",
            hint="make one with algebraic.dimension --json; of a result made in Python pass network and data",
            kind="bad_certificate",
        ) from None


def _check_minor(certificate: MinorCertificate) -> tuple[bool, str]:
    claim, minor, graph = certificate["claim"], certificate["minor"], certificate["graph"]
    holds = check_minor(graph, minor)
    size, equations, params = len(minor["rows"]), int(claim["num_equations"]), int(claim["num_params"])
    num_outputs = len(graph["layers"][-1]["units"])
    shape_fits = params == graph["num_params"] and equations == len(minor["inputs"]) * num_outputs
    if not (holds and shape_fits and int(claim["rank_at_least"]) == size):
        return False, "the minor vanishes, or it does not have the size claimed"
    if size == equations:
        return True, f"rank {size} = number of equations: dimension {params - equations} for generic targets, proved"
    return True, (
        f"rank at least {size} of {equations} equations, proved; the upper bound rests on: "
        f"{certificate['upper_bound']['statement']}"
    )


def _check_counting(certificate: CountingCertificate, network: Network, data: IntegerData) -> tuple[bool, str]:
    claim = counted(network, data)
    num_equations, num_params = claim["num_equations"], claim["num_params"]
    if certificate["claim"] != claim or num_equations <= num_params:
        return False, f"there are {num_equations:,} equations and {num_params:,} parameters"
    return True, f"{num_equations:,} equations, {num_params:,} parameters: empty for generic targets, proved"


def _check_columns(
    certificate: ColumnsCertificate,
    network: Network,
    data: IntegerData,
    budget: Budget,
    report: Callable[[str], None],
) -> tuple[bool, str]:
    rank, num_params = int(certificate["claim"]["rank_at_least"]), network.num_params
    claim = counted(network, data)
    if certificate["claim"] != {**claim, "rank_at_least": rank}:
        return False, "the numbers of parameters and equations are not those of the network and the data"
    prime, columns = int(certificate["prime"]), np.array(certificate["columns"], dtype=np.int64)
    if not 2 <= prime < PRIME_LIMIT or not flint.fmpz(prime).is_prime():
        return False, f"{prime} is not a prime below 2^23"
    if len(np.unique(columns)) != len(columns) or not ((columns >= 0) & (columns < num_params)).all():
        return False, "the columns are not different parameters"
    weights = random_stream(int(certificate["seed"]), ROLE_RANK, int(certificate["index"]))
    point = weights.integers(0, prime, num_params, dtype=np.int64)
    check_memory(claim["num_different_equations"], len(columns), network.output_dim, data, budget.memory_gb)
    transposed, digest = _form(network, data, prime, point, columns, budget, report)
    if digest != certificate["matrix_sha256"]:
        return False, "the matrix is not the one of the certificate (another SHA-256)"
    found, how = _rank(transposed, prime, budget, report)
    if found != rank:
        return False, f"the matrix has rank {found:,}, and {rank:,} is claimed"
    return True, _meaning(certificate, claim, rank, how)


def _form(
    network: Network,
    data: IntegerData,
    prime: int,
    point: np.ndarray,
    columns: np.ndarray,
    budget: Budget,
    report: Callable[[str], None],
) -> tuple[np.ndarray, str]:
    """The matrix, transposed and with its rows in reverse order, and the SHA-256 of the residues."""
    ring, outputs, samples = PrimeField(prime), network.output_dim, data.distinct
    num_rows = len(samples) * outputs
    transposed = np.empty((len(columns), num_rows))
    digest = hashlib.sha256()
    step = max(1, PASS_ENTRIES // (network.num_params * outputs))
    for start in range(0, len(samples), step):
        budget.check(f"row {start * outputs:,} of {num_rows:,} was being formed again")
        report(f"rows of the Jacobian: {start * outputs:,} of {num_rows:,}")
        chosen = samples[start : start + step]
        inputs = data.residues(chosen, prime).astype(np.int64)
        rows = jacobian(network, ring, point, inputs)[:, columns]
        digest.update(canonical_residues(rows, prime).tobytes())
        last = num_rows - start * outputs
        transposed[:, last - len(rows) : last] = rows[::-1].T
    return transposed, digest.hexdigest()


def _rank(transposed: np.ndarray, prime: int, budget: Budget, report: Callable[[str], None]) -> tuple[int, str]:
    if transposed.size <= FLINT_ENTRIES:
        report("rank by python-flint")
        return int(as_nmod(transposed.astype(np.int64), prime).rank()), "rank by python-flint"

    def progress(done: int, total: int) -> None:
        budget.check(f"column {done:,} of {total:,} was being eliminated again")
        report(f"elimination: {done:,} of {total:,} columns")

    how = "rank by the elimination of the proof, on the reversed and transposed matrix: too large for python-flint"
    return eliminate(transposed, prime, progress=progress).rank, how


def _meaning(certificate: ColumnsCertificate, claim: CountedClaim, rank: int, how: str) -> str:
    checked = f"(matrix formed anew by 64-bit integers; {how})"
    different, dimension = claim["num_different_equations"], claim["num_params"] - claim["num_different_equations"]
    if rank == different == claim["num_equations"]:
        return f"rank {rank:,} = number of equations: dimension {dimension:,} for generic targets, proved {checked}"
    if rank == different:
        return (
            f"rank {rank:,} of {claim['num_equations']:,} equations, {different:,} of which differ: dimension "
            f"{dimension:,} for generic targets that agree where the inputs do, proved {checked}"
        )
    bound = certificate["upper_bound"]
    above = f"; the upper bound rests on: {bound['statement']}" if bound else ""
    return f"rank at least {rank:,} of {claim['num_equations']:,} equations, proved {checked}{above}"
