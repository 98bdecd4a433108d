"""Null experiments: what an experiment measures with nothing learned, with nothing put in, and with shuffled labels."""

import copy

import numpy as np

from netsim.runs import experiments

RATES = ("learning_rate", "_rate")  # an option that ends so is a rate of learning
PUT_IN = ("noise", "large_noise", "noise_scales", "probe_scales", "initial_std")


def built():
    """The experiments that can be run."""
    return {name: experiment for name, experiment in experiments().items() if not experiment.not_built}


def nothing_learned(options):
    """Every rate of learning is 0."""
    return {key: "0" for key in options.as_dict() if key.endswith(RATES)}


def nothing_put_in(options):
    """Every noise is 0."""
    return {key: "0" for key in options.as_dict() if key in PUT_IN}


NULLS = {"nothing learned": nothing_learned, "nothing put in": nothing_put_in}
RUNS = [
    (name, null)
    for name, experiment in built().items()
    for null, changes in NULLS.items()
    if changes(experiment.options("smoke"))
]


def _turned(values, places=1):
    return [*values[places:], *values[:places]]


def mixed_cells(cells):
    """Each model's numbers under another label: the first model's stay, the second's move by one, …"""
    mixed = [{key: list(values) for key, values in cell.items()} for cell in cells]
    for place, cell in enumerate(mixed):
        for key, values in cell.items():
            for model in range(len(values)):
                values[model] = cells[(place + model) % len(cells)][key][model]
    return mixed


def _e02(measured):
    """Before and after training."""
    for row in measured["stages"]:
        row["first"], row["dissimilarity"] = row["dissimilarity"], row["first"]


def _e03(measured):
    """Noise and epoch of the branches."""
    branches = measured["branches"]
    labels = [(branch["noise"], branch["from"]) for branch in branches]
    for branch, (noise, begin) in zip(branches, _turned(labels, 4), strict=True):
        branch.update({"noise": noise, "from": begin})


def _e04(measured):
    """The points of the path, the scales and numbers of weights of the probes, which model is another, what is far."""
    points = measured["points"]
    measured["points"] = dict(zip(points, _turned(list(points.values())), strict=True))
    probes = measured["probes"]
    labels = [(row["scale"], row["coordinates"]) for row in probes]
    count = len(probes) // len(points)
    for begin in range(0, len(probes), count):
        part = probes[begin : begin + count]
        for row, (scale, coordinates) in zip(part, _turned(labels[begin : begin + count], 3), strict=True):
            row.update({"scale": scale, "coordinates": coordinates})
    for point in measured["points"].values():
        order = _turned(list(range(5)), 2)
        point["similarity"]["incorrect"] = np.asarray(point["similarity"]["incorrect"], float)[order][:, order]
    near = measured["points"]["Mfinal"]["interpolation"]
    measured["points"]["Mfinal"]["interpolation"] = measured["large"]["interpolation"]
    measured["large"]["interpolation"] = near


def _e06(measured):
    """Split and noise of the pairs, how different they are, the scales of the noise, the dimensions of the sections."""
    pairs = measured["pairs"]
    labels = [(row["split"], row["noise"]) for row in pairs]
    different = [row["dissimilarity"] for row in pairs]
    for row, (split, noise), how in zip(pairs, _turned(labels, 9), _turned(different, 2), strict=True):
        row.update({"split": split, "noise": noise, "dissimilarity": how})
    scales = [row["scale"] for row in measured["noise"]]
    number = len(set(scales))
    for place, row in enumerate(measured["noise"]):
        row["scale"] = scales[place - place % number + (place + 3) % number]
    ratios = [row["ratios"] for row in measured["volume"]]
    for row, other in zip(measured["volume"], _turned(ratios, 3), strict=True):
        row["ratios"] = other


def _e07(measured):
    """The widths; with random labels, how far paths are from their start and from each other."""
    measured["cells"] = [mixed_cells(row) for row in measured["cells"]]
    random = measured["paths"]["random"]
    random["from_start"], random["apart"] = random["apart"], random["from_start"]


def _e08(measured):
    """The numbers of samples."""
    for by_labels in measured["cells"].values():
        for labels, cells in by_labels.items():
            by_labels[labels] = mixed_cells(cells)


def _e09(measured):
    """The widths."""
    measured["cells"] = {name: mixed_cells(cells) for name, cells in measured["cells"].items()}


def _e10(measured):
    """With perturbations or without, and which cycle."""
    measured["perturbed"], measured["unperturbed"] = measured["unperturbed"], measured["perturbed"]
    for name, rows in measured["ends"].items():
        measured["ends"][name] = [rows[0], *_turned(rows[1:], 5)]


def _e11(measured):
    """With perturbations or without, for every other repetition, and the dimensions of the null spaces."""
    finals = [measured["degenerate"][kind]["final"] for kind in ("perturbed", "unperturbed")]
    for name in ("norm", "test"):
        first, second = (np.array(final[name], float) for final in finals)
        swap = np.arange(len(first)) % 2 == 0
        finals[0][name], finals[1][name] = np.where(swap, second, first), np.where(swap, first, second)


def _e13(measured):
    """The penalties: the largest is called the smallest."""
    for name in ("penalty_train", "penalty_test", "exact_train", "exact_test"):
        measured[name] = [row[::-1] for row in measured[name]]


def _e16(measured):
    """With skips or without."""
    other = {"plain": "skip", "skip": "plain"}
    for cell in measured["cells"]:
        cell["kind"] = other.get(cell["kind"], cell["kind"])


def _e17(measured):
    """With skips or without, for every other plane."""
    other = {"plain": "skip", "skip": "plain"}
    for row in measured["windows"]:
        if (row["model"] + row["plane"]) % 2:
            row["network"] = other[row["network"]]


def _e18(measured):
    """With skips or without."""
    for pair in (measured, *measured.get("others", [])):
        pair["plain"], pair["skip"] = pair["skip"], pair["plain"]


SHUFFLES = {
    "E02": _e02,
    "E03": _e03,
    "E04": _e04,
    "E06": _e06,
    "E07": _e07,
    "E08": _e08,
    "E09": _e09,
    "E10": _e10,
    "E11": _e11,
    "E13": _e13,
    "E16": _e16,
    "E17": _e17,
    "E18": _e18,
}
# Statements about networks that are never trained: no rate of learning changes them.
NOT_TRAINED = {"E16": ("random features: training error 0",)}
# Statements in which nothing is compared that a shuffle changes.
NOT_COMPARED = {
    "E02": ("training error returns to 0",),
    "E03": ("no local minimum", "branches do not return"),
    "E04": ("global minimum found", "zero error after perturbation", "loss is almost never lowered"),
    "E06": ("volume shrinks exponentially", "noise almost never lowers the loss"),
    "E16": ("random features: training error 0",),
    "E18": ("skips: training error 0", "skips: within 200 epochs"),
    "E11": (
        "directions after a perturbation",
        "square root of m",
        "Fig. 4: zero after each perturbation",
        "Fig. 15: zero training error",
        "Fig. 15: overfitting",
        "Fig. 16: zero after each perturbation",
        "Fig. 16: no overfitting",
    ),
}


def shuffled(name, measured):
    """A record of an experiment with the labels of what it compares shuffled."""
    found = copy.deepcopy(measured)
    SHUFFLES[name](found)
    return found
