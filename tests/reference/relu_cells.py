"""Zero-error sets of two-layer ReLU networks, literally: every sign and pattern of every unit in every order, every
pair of these closed cells, a linear program in floats for each. Slow; nothing of algebraic.relu is used."""

from itertools import product

import numpy as np
from scipy.optimize import linprog


def polyhedron(inputs, signs, patterns, leak):
    """(A, B): the targets are A u, and B u ≤ 0, for one closed cell; u has the numbers of all units in a row."""
    inputs = np.asarray(inputs, dtype=float)
    slopes = [np.where(np.array(pattern) > 0, 1.0, leak) for pattern in patterns]
    outputs = np.hstack([s * d[:, None] * inputs for s, d in zip(signs, slopes, strict=True)])
    rows = []
    for k, pattern in enumerate(patterns):
        block = np.zeros((len(inputs), len(patterns) * inputs.shape[1]))
        block[:, k * inputs.shape[1] : (k + 1) * inputs.shape[1]] = -np.array(pattern)[:, None] * inputs
        rows.append(block)
    return outputs, np.vstack(rows)


def feasible(parts, targets):
    """Whether the polyhedra that are given as (A, B) have a common point; all have the same A u on it."""
    outputs, below = parts[0][0], np.vstack([part[1] for part in parts])
    size = outputs.shape[1]
    done = linprog(
        np.zeros(size), A_ub=below, b_ub=np.zeros(len(below)), A_eq=outputs, b_eq=targets, bounds=[(None, None)] * size
    )
    assert done.status in (0, 2), done.message
    return done.status == 0


def components(inputs, targets, num_hidden, leak):
    """The number of connected components, and of them up to the order of the units.

    Cells with different signs of a unit meet where its u is 0 only.
    """
    inputs, targets = np.asarray(inputs, dtype=float), np.asarray(targets, dtype=float)
    pieces = list(product((1, -1), product((1, -1), repeat=len(inputs))))
    cells = {}
    for cell in product(pieces, repeat=num_hidden):
        part = polyhedron(inputs, *zip(*cell, strict=True), leak)
        if feasible([part], targets):
            cells[cell] = part
    above = {cell: cell for cell in cells}

    def top(cell):
        while above[cell] != cell:
            cell = above[cell]
        return cell

    width = inputs.shape[1]
    listed = list(cells)
    for k, first in enumerate(listed):
        for second in listed[:k]:
            if top(first) == top(second):
                continue
            zero = [j for j in range(num_hidden) if first[j][0] != second[j][0]]
            rows = np.zeros((2 * width * len(zero), num_hidden * width))
            for i, j in enumerate(zero):
                for side in range(2):
                    for c in range(width):
                        rows[(2 * i + side) * width + c, j * width + c] = (-1) ** side
            other = polyhedron(inputs, [s for s, _ in first], [p for _, p in second], leak)
            if feasible([cells[first], (cells[first][0], np.vstack([other[1], rows]))], targets):
                above[top(first)] = top(second)
    tops = {cell: top(cell) for cell in listed}
    merged = {root: root for root in tops.values()}

    def merged_top(root):
        while merged[root] != root:
            root = merged[root]
        return root

    for cell in listed:
        ordered = tuple(sorted(cell))
        merged[merged_top(tops[cell])] = merged_top(tops[ordered])
    return len(set(tops.values())), len({merged_top(root) for root in tops.values()}), len(listed)
