"""A measurement of E04 that agrees with every statement, and the same with one thing changed."""

import copy

import numpy as np

from netsim.experiments.e04_perturbed_minima import RATIOS
from netsim.experiments.parts.perturbation_checks import POINTS
from netsim.experiments.parts.retraining import LAYERS

END = {"test_loss": 1.0, "test_error": 0.5}


def made_up():
    """What agrees with every statement."""
    point = {
        "unperturbed": END | {"train_error": 0.0, "train_loss": 0.01, "still_falling": False},
        "curves": {"train_error": [[0.01, 0.0]] * 4},
        "still_falling": [False] * 4,
        "similarity": {"incorrect": (np.full((5, 5), 0.6) + 0.2 * np.pad(np.ones((4, 4)), (0, 1))).tolist()},
        "errors_at_start": np.full((5, 5), 0.9).tolist(),
        "moved": {layer: [0.3] * 4 for layer in LAYERS},
        "interpolation": line(0.0),
    }
    measured = {"points": {}, "num_params": 1000, "probes": [], "large": {"noise": 1.0, "interpolation": line(0.3)}}
    for place, name in enumerate(POINTS):
        apart = {"one_minus_cosine": [0.3 - 0.1 * place] * 6}
        pairs = {"first": {"one_minus_cosine": [0.05] * 6}, "last": apart}
        measured["points"][name] = point | {"pairs": dict.fromkeys(LAYERS, pairs)}
        for scale, count in ((0.1, 1000), (0.5, 1000), (0.1, 1), (0.1, 50)):
            row = {
                "point": name,
                "scale": scale,
                "coordinates": count,
                "draws": 100,
                "lowered": 50 if count < 50 else 0,
            }
            measured["probes"].append(row | {"mean_error_rise": scale, "deviation_of_error_rise": 0.05})
    return copy.deepcopy(measured)


def line(height, end=0.1):
    values = [end + height * 4 * r * (1 - r) for r in RATIOS]
    return {"ratios": RATIOS} | {when: {"train_error": values, "train_loss": values} for when in ("before", "after")}


def changed(path, value):
    """The same with one thing changed, in all branches of ``*``."""
    measured = made_up()

    def put(part, keys):
        key, *rest = keys
        places = part if key == "*" and isinstance(part, dict) else range(len(part)) if key == "*" else [key]
        for place in places:
            if rest:
                put(part[place], rest)
            else:
                part[place] = value

    put(measured, path)
    return measured


START = ("points", "Mfinal", "unperturbed")
ERROR = ("points", "Mfinal", "curves", "train_error", 1)
LAST = ("last", "one_minus_cosine")
