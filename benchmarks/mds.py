"""Classical scaling of weight trajectories beside scikit-learn: 2,000 models with 20,000 weights.

It takes some minutes; ``--quick`` takes some seconds.
Exit code 1 when a program's points are not ours, or when one fails.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before numpy: one thread, so that a rate is that of one core

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter, process_time
from typing import Any

import numpy as np
import sklearn.manifold
from cases import SEED
from mds_page import CLASSICAL, COMPONENTS, OURS, render
from measuring import Peer, compare, disagreements, product_rate
from output import complete, deliver, make_parser, read_options, say
from record import describe_run
from scipy.linalg import eigvalsh
from sklearn.decomposition import PCA

from netsim.probes.distances import cosine_dissimilarity, euclidean_distances
from netsim.probes.embed import Embedding, classical_mds, embed_trajectories, smacof, stress_1
from netsim.shell.seeding import random_stream

NUM_TRAJECTORIES = 8
PRODUCT_SIZE = 2000
SAME = 1e-6  # relative, of the sum of all |coordinates|


@dataclass(frozen=True, eq=False)
class Case:
    """Trajectories from one point, and how they are compared."""

    points: np.ndarray
    metric: str

    @property
    def rows(self) -> np.ndarray:
        """Float64 vectors whose Euclidean distances are embedded."""
        wide = self.points.astype(np.float64)
        return wide / np.linalg.norm(wide, axis=1, keepdims=True) if self.metric == "cosine" else wide


def trajectories(num_points: int, num_weights: int) -> np.ndarray:
    """Random walks in float32 that begin at one Gaussian point, as training records them."""
    stream = random_stream(SEED, "trajectories")
    start = stream.standard_normal(num_weights, np.float32)
    steps = 0.1 * stream.standard_normal((NUM_TRAJECTORIES, num_points // NUM_TRAJECTORIES, num_weights), np.float32)
    return (start + np.cumsum(steps, axis=1)).reshape(-1, num_weights)


def ours(case: Case, limit: float) -> float:
    """Distances, points, the whole spectrum and the stress."""
    return digest(embed_trajectories(case.points, metric=case.metric).points)


def by_classical_mds(case: Case, limit: float) -> float:
    """``ClassicalMDS``: Euclidean distances and all eigenvectors; no stress."""
    return digest(sklearn.manifold.ClassicalMDS(n_components=2, metric="euclidean").fit_transform(case.rows))


def by_components(case: Case, limit: float) -> float:
    """``PCA`` with Lanczos steps on the vectors: the same points without distances, spectrum and stress."""
    return digest(PCA(2, svd_solver="arpack", random_state=SEED).fit_transform(case.rows))


def digest(points: np.ndarray) -> float:
    """A number that depends on every coordinate and on no sign."""
    return float(abs(points).sum())


PEERS = [
    Peer(OURS, ours, tolerance=SAME),
    Peer(CLASSICAL, by_classical_mds, lambda: hasattr(sklearn.manifold, "ClassicalMDS"), tolerance=SAME),
    Peer(COMPONENTS, by_components, tolerance=SAME),
]


def measure_case(case: Case, *, repetitions: int, limit: float) -> dict[str, Any]:
    """All programs in turn, then the parts of ours and the floor."""
    results = compare(PEERS, case, repetitions=repetitions, limit=limit)
    different = disagreements(PEERS, results)
    failed = [f"{name}: {r['status']} {r.get('note', '')}" for name, r in results.items() if r["status"] == "failed"]
    num_points, num_weights = case.points.shape
    return {
        "metric": case.metric,
        "num_points": num_points,
        "num_weights": num_weights,
        "results": results,
        "parts": [measure_parts(case) for _ in range(repetitions)],
        "flops": num_points**2 * num_weights,
        "flops_per_second": [product_rate(*product_matrices()) for _ in range(repetitions)],
        "problems": [f"{case.metric}: {problem}" for problem in [*different.values(), *failed]],
    }


def measure_parts(case: Case) -> dict[str, float]:
    """CPU seconds of the parts of one call; the last two are parts of the second."""
    seconds, marks = {}, process_time()

    def mark(name: str) -> None:
        nonlocal marks
        seconds[name], marks = process_time() - marks, process_time()

    distances = euclidean_distances(case.points) if case.metric == "euclidean" else cosine_distances(case.points)
    mark("distances")
    found = classical_mds(distances)
    mark("scaling")
    eigvalsh(np.square(distances))
    mark("of it, the whole spectrum")
    stress_1(distances, found.points)
    mark("of it, the stress")
    return seconds


def cosine_distances(points: np.ndarray) -> np.ndarray:
    """√(2(1 − cosine))."""
    return np.sqrt(2 * cosine_dissimilarity(points))


def measure_smacof(case: Case) -> dict[str, Any]:
    """SMACOF from the classical solution: one call."""
    distances = cosine_distances(case.points)
    start = classical_mds(distances)
    begun = process_time()
    found: Embedding = smacof(distances, start)
    return {
        "cpu": process_time() - begun,
        "iterations": found.iterations,
        "options": found.options,
        "stress": found.stress,
        "stress_before": start.stress,
    }


def product_matrices() -> np.ndarray:
    """Two float64 matrices for the rate of products."""
    return random_stream(SEED, "product").standard_normal((2, PRODUCT_SIZE, PRODUCT_SIZE))


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Measure everything and return the record."""
    started = perf_counter()
    chosen = ("quick", "limit", "repetitions", "num_points", "num_weights")
    record: dict[str, Any] = {"options": {k: getattr(options, k) for k in chosen}, "seed": SEED} | describe_run()
    record["command"] = " ".join(["benchmarks/mds.py", *options.arguments])
    record |= {"tolerance": SAME, "product_size": PRODUCT_SIZE, "num_trajectories": NUM_TRAJECTORIES}
    points = trajectories(options.num_points, options.num_weights)
    record["cases"] = []
    for metric in ("cosine", "euclidean"):
        say(f"{metric}: {points.shape[0]} models with {points.shape[1]} weights")
        case = Case(points, metric)
        record["cases"].append(measure_case(case, repetitions=options.repetitions, limit=options.limit))
    say("SMACOF")
    record["smacof"] = measure_smacof(Case(points, "cosine"))
    return complete(record, started, [problem for row in record["cases"] for problem in row["problems"]])


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The options of the command."""
    parser = make_parser("mds.py", __doc__, quick="200 models with 2,000 weights", repetitions=3)
    parser.add_argument("--limit", type=float, default=90.0, help="seconds for one call (default 90)")
    options = read_options(parser, arguments)
    options.num_points, options.num_weights = (200, 2000) if options.quick else (2000, 20_000)
    return options


def main(arguments: Sequence[str]) -> int:
    """Run the command and return its exit code."""
    return deliver(parse(arguments), run, render)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
