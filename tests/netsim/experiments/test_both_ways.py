"""Every check of every experiment agrees with one made-up outcome and contradicts another, and says what that would be.

A check that is not in the table fails here: whoever adds one adds what it must tell apart.
"""

import pytest

from netsim.runs import decided, experiments
from netsim.runs.pieces import not_a_number

from . import (
    test_e01_polynomial_and_relu as e01,
    test_e05_zero_error as e05,
    test_e07_data_and_parameters as e07,
    test_e08_error_against_samples as e08,
    test_e09_risk_against_parameters as e09,
    test_e12_minimum_norm as e12,
    test_e13_two_layer_linear as e13,
    test_e14_weight_norms as e14,
    test_e15_square_loss_overfits as e15,
)
from .parts import (
    made_up as e04,
    test_basin_checks as e06,
    test_branches as e03,
    test_cycle_checks as e10,
    test_depth_checks as e18,
    test_regression_checks as e11,
    test_skip_checks as e16,
    test_surface_checks as e17,
    test_trajectory_checks as e02,
)

pytestmark = pytest.mark.torch

TWINS = [e01.made_up((0.30, 0.31, 0.29), ends) for ends in ((0.32, 0.32, 0.31), (0.42, 0.44, 0.41))]
LINE = ("large", "interpolation")
FOUND = ([2.3, 1.0, 0.1, 0.1, 0.1], [0.9, 0.5, 0.0, 0.0, 0.0])
CALM, WILD = ([2.3, 2.0, 1.5, 1.0, 1.1], [0.9] + [0.5] * 4), ([2.3, 2.0, 2.3, 2.0, 2.3], [0.9] + [0.5] * 4)
SPREAD = [0.01 * place for place in range(20)]
E07 = {
    "agrees": e07.made_up([e07.cell(0.4), e07.cell(0.41)]),
    "errs": e07.made_up([e07.cell(0.3), e07.cell(0.4)], apart=0.5),
    "lowers": e07.made_up([e07.cell(0.4), e07.cell(0.3)]),
}
E09 = [
    e09.made_up(e09.SMALL, e09.cell(0.4, 1.1), e09.cell(0.4, 1.6)),
    e09.made_up(e09.SMALL, e09.cell(0.4, 0.8, train_error=0.1), e09.cell(0.5, 0.7)),
]


def noise(first, second):
    return e06.noise({0.1: [first + each for each in SPREAD], 0.5: [second + each for each in SPREAD]})


BOTH = {
    "E01": {name: TWINS for name in ("T2 Fig. 2: similar", "T3 Fig. 9: very similar")},
    "E02": {
        "paths differ": (e02.planted(1e-4), e02.planted(1e-9)),
        "perturbed starts": (e02.planted(1e-4, across=1e-3), e02.planted(1e-4, across=2e-5)),
        "training error returns to 0": (e02.planted(1e-4), e02.planted(1e-4, errors=(0.5, 0.1), losses=(1.0, 0.99))),
    },
    "E03": {
        "no local minimum": (e03.made_up(), e03.made_up(last_error=0.1)),
        "earlier is more different": (e03.made_up(), e03.made_up(distance=lambda noise, begin: noise * (1 + begin))),
        "branches do not return": [e03.made_up(distance=lambda noise, begin, f=f: noise * f) for f in (1, 0.01)],
        "larger is more separated": (e03.made_up(), e03.made_up(distance=lambda noise, begin: 1 / noise)),
        "nearby paths": (e03.made_up(), e03.made_up(excess=0.2)),
        "no other walls": (e03.made_up(), e03.made_up(huge=0.2)),
        "distant paths": (e03.made_up(), e03.made_up(wall=0.01)),
    },
    "E04": {
        name: (e04.made_up(), e04.changed(*change))
        for name, change in {
            "global minimum found": ((*e04.START, "train_error"), 0.1),
            "zero error after perturbation": (e04.ERROR, [0.0, 0.01]),
            "retrained models differ": (("points", "M5", "similarity", "incorrect"), [[1.0] * 5] * 5),
            "earlier is more different": (("points", "M5", "pairs", "*", *e04.LAST), [0.01] * 6),
            "loss is almost never lowered": (("probes", "*", "lowered"), 20),
            "larger is worse": (("probes", 1, "mean_error_rise"), 0.0),
            "more dimensions, less chance": (("probes", 0, "lowered"), 90),
            "nearby models": (("points", "M30", "interpolation"), e04.line(0.2)),
            "distant models": (LINE, e04.line(0.0)),
            "very large perturbations": (LINE, e04.line(-0.1)),
        }.items()
    },
    "E05": {
        "zero error throughout": (e05.made_up(), e05.made_up(largest=0.002)),
        "runs stay apart": (e05.made_up(), e05.made_up(growth=0.2)),
        "significantly different weights": (e05.made_up(), e05.made_up(growth=1.0)),
    },
    "E06": {
        "volume shrinks exponentially": [e06.volumes(lambda d, f=f: -f * d) for f in (0.35, 0.0)],
        "noise almost never lowers the loss": [e06.noise({0.1: [loss] * 100}) for loss in (2.0, 0.5)],
        "larger noise, higher loss": (noise(first=1.0, second=2.0), noise(first=2.0, second=1.0)),
        "perturbation and basins": (e06.whole(), e06.whole(pairs=[row | {"wall": 0.5} for row in e06.BASINS])),
        "interpolation and basins": (
            e06.whole(),
            e06.whole(pairs=[row | {"error": [0.1, 0.3, 0.1]} for row in e06.BASINS]),
        ),
        "walls between different models only": (
            e06.whole(),
            e06.whole(pairs=[row | {"dissimilarity": 1 - row["dissimilarity"]} for row in e06.BASINS]),
        ),
    },
    "E07": {
        "overparametrisation does not hurt": (E07["agrees"], E07["errs"]),
        "the caption word for word": (E07["agrees"], E07["lowers"]),
        "random labels, same pictures": (E07["agrees"], E07["errs"]),
    },
    "E08": {name: (e08.AGREES, e08.CONTRADICTS) for name in e08.outcomes(e08.AGREES)},
    "E09": {name: E09 for name in e09.outcomes(E09[0])},
    "E10": {
        name: (e10.measured(), e10.measured(**change))
        for name, change in {
            "training error returns to zero": {"train_error": [0, 0, 0.1, 0]},
            "back to the original level": {"train_loss": [0.01, 0.01, 0.05, 0.01]},
            "test loss grows": {"test_loss": [1.0, 0.9, 1.0, 0.9]},
            "norm increases": {"norm": [10.0, 11.0, 10.9, 13.0]},
            "overfitting of the loss alone": {"alone_test_loss": [0.8, 0.8]},
        }.items()
    },
    "E11": {
        name: (e11.solved(), e11.solved(**change))
        for name, change in {
            "directions after a perturbation": {"returned__degenerate_moved_back": 0.5},
            "square root of m": {"degenerate__directions__growth__interval": [0.95, 1.05]},
            "constant": {"walk__constant_interval": [0.09, 0.11]},
            "norm and test error grow": {"degenerate__perturbed__final": {"norm": [0.5, 0.4], "test": [0.1, 0.2]}},
            "Fig. 4: zero after each perturbation": {
                "degenerate__perturbed__after_cycle": {"mean": [1.0, 0.3, 1.0], "worst": [1.0, 0.3, 1.0]}
            },
            "Fig. 15: zero training error": {
                "degenerate__unperturbed__final__train": [0.05, 0.05],
                "degenerate__unperturbed__train": [0.2, 0.05, 0.05, 0.05],
            },
            "Fig. 15: overfitting": {"degenerate__unperturbed__test": [1.0, 0.5, 0.5, 0.5]},
            "Fig. 16: zero after each perturbation": {
                "convex__perturbed__after_cycle": {"mean": [1.0, 0.3, 1.0], "worst": [1.0, 0.3, 1.0]}
            },
            "Fig. 16: no overfitting": {"convex__unperturbed__test": [1.0, 0.5, 1.2, 1.2]},
        }.items()
    },
    "E12": {
        "Fig. 13: overfits eventually": (e12.measured(0.3, [0.3]), e12.measured(2e-9, [2e-9])),
        "Fig. 13: no exaggerated numerical errors": [e12.measured(0.3, [0.3], nodes=error) for error in (1e-5, 50.0)],
        "Fig. 13: no numerical errors": (e12.measured(0.3, [0.3]), e12.measured(0.003, [0.3])),
    },
    "E13": {
        "both protocols converge": (e13.measured(), e13.measured(right=0.5)),
        "no overfitting": (e13.measured(), e13.measured(left=0.5, right=0.5)),
    },
    "E14": {
        "norms increase": (e14.network(), e14.network(end=0.9)),
        "norms reach a level": (e14.network(), e14.network(late=1.7)),
        "direction of the maximum margin": (e14.linear(), e14.linear(2.0, (0.3, 0.3, 0.4), 1.0)),
        "norm diverges": (e14.linear(), e14.linear(0.0)),
    },
    "E15": {"the classification error overfits": [e15.made_up((up,) * 3) for up in (0.05, 0.0)]},
    "E16": e16.BOTH,
    "E17": {
        f"{activation}: {name}": [
            e17.windows(*shares, key, activation=full)
            for shares in (((0.4, 0.5), (0.1, 0.2)), ((0.1, 0.2), (0.4, 0.5)))
        ]
        for activation, full in (("sigmoid", "sigmoid"), ("softplus", "softplus:20"))
        for name, key in (("smoother with skips", "not_convex"), ("direct flow with skips", "trapped"))
    },
    "E18": {
        "skips: training error 0": (e18.measured(skip=FOUND), e18.measured()),
        "skips: within 200 epochs": (e18.measured(skip=FOUND), e18.measured()),
        "no skips: does not converge": (e18.measured(skip=FOUND), e18.measured(plain=FOUND)),
        "no skips: stronger fluctuations": (e18.measured(WILD, CALM), e18.measured(CALM, WILD)),
    },
}
CHECKS = [(name, check) for name, experiment in experiments().items() for check in experiment.checks]


@pytest.mark.parametrize(("name", "check"), CHECKS, ids=[f"{name}-{check.name}" for name, check in CHECKS])
def test_every_check_agrees_and_contradicts_and_says_what_would(name, check):
    agreeing, contradicting = BOTH[name][check.name]
    with not_a_number():
        assert decided(check, agreeing, "laptop").outcome == "agrees"
        found = decided(check, contradicting, "laptop")
        assert found.outcome == "contradicts", found.reason
        assert {decided(check, each, "smoke").reason for each in (agreeing, contradicting)} == {"smoke: no evidence"}
    assert len(check.against.split()) > 5
    assert not check.against.endswith(".")


def test_the_table_has_no_check_that_is_none():
    assert {name: set(rows) for name, rows in BOTH.items()} == {
        name: {check.name for check in experiment.checks}
        for name, experiment in experiments().items()
        if experiment.checks
    }
