"""Is a solution ever lost? The network with 21 solutions, many seeds and data sets, seven scales of the data.

``python -m benchmarks.lost --runs 1000`` takes about 1 CPU second for each data set; ``--seconds`` ends it earlier.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from fractions import Fraction

import numpy as np

from algebraic import Network
from algebraic.census import solve
from algebraic.tracking import tracker_on

COUNT = 21
SCALES = (-6, -4, -2, 0, 2, 4, 6)  # powers of ten for inputs and targets


def main() -> None:
    """Count certified solutions and print every case in which one is missing, then a summary."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="of CPU time")
    options = parser.parse_args()
    network = Network.dense([2, 1, 1, 1], "z**2+z", hidden_bias=False, output_bias=False)
    tracker, found = tracker_on("cpu", kernel=None), Counter[tuple[int, int, str]]()
    for run in range(options.runs):
        stream = np.random.default_rng([14, run])
        inputs, targets = stream.integers(-99, 100, (4, 2)).tolist(), stream.integers(-99, 100, 4).tolist()
        for scale in SCALES:
            unit = Fraction(10) ** scale
            x, y = [[value * unit for value in row] for row in inputs], [value * unit for value in targets]
            result = solve(network, x, y, seed=run, tracker=tracker)
            found[scale, result.count, result.complex_count_status] += 1
            if result.count != COUNT:  # special data have fewer: Gröbner bases modulo two primes tell
                word = "special data" if result.complex_count_status == "exact_mod_p" else "LOST"
                print(f"{word}: run {run}, 10^{scale}: {result.count} {result.complex_count_status}", flush=True)
        if time.process_time() > options.seconds:
            break
    print(f"{run + 1} data sets, {time.process_time():.0f} CPU s")
    for (scale, count, status), times in sorted(found.items()):
        print(f"10^{scale}: {count} {status}, {times} times")


if __name__ == "__main__":
    main()
