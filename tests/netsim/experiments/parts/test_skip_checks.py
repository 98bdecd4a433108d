"""The checks of E16 on made-up measurements that they must tell apart."""

import pytest

from netsim.experiments.parts.skip_checks import CHECKS

from .test_skip_evidence import DEAD, FITTED, HALF, cell, features, made_up

DECIDE = {check.name: check.decide for check in CHECKS}
TRAINED = [cell("skip", DEAD, FITTED)]
FAILED = [cell("plain", DEAD, DEAD)]
NEARLY = (0.2, 0.05, 0.5)
SOFT = {"activation": "softplus:20"}
DENSE = {"network": "densenet121"}
WORSE = (0.01, 0.0, 0.7)
FALLING = {"before": (1.0, 0.3, 0.6)}
BOTH = {
    "no skips: fails at the printed rate": (
        made_up(*FAILED, *TRAINED),
        made_up(cell("plain", FITTED, DEAD), *TRAINED),
    ),
    "no skips: fails at every rate and start": (
        made_up(*FAILED, *TRAINED),
        made_up(cell("plain", DEAD, FITTED), *TRAINED),
    ),
    "skips: trains": (
        made_up(*FAILED, *TRAINED),
        made_up(cell("skip", DEAD, DEAD), cell("shallow", DEAD, FITTED)),
    ),
    "skips: training error 0": (made_up(*TRAINED), made_up(cell("skip", DEAD, NEARLY))),
    "random features: training error 0": (made_up(random=[features()]), made_up(random=[features(margin=-0.1)])),
    "SGD generalises better than random features": (
        made_up(*TRAINED, random=[features()]),
        made_up(*TRAINED, random=[features(error=0.3)]),
    ),
    "softplus: skips improve the test accuracy": (
        made_up(cell("plain", WORSE, WORSE, **SOFT), cell("skip", FITTED, FITTED, **SOFT)),
        made_up(cell("plain", FITTED, FITTED, **SOFT), cell("skip", WORSE, WORSE, **SOFT)),
    ),
    "DenseNet121 trains with sigmoid and no skips": (
        made_up(cell("plain", DEAD, FITTED, **DENSE)),
        made_up(cell("plain", DEAD, DEAD, **DENSE), cell("skip", DEAD, FITTED, **DENSE)),
    ),
    "the effect needs M >= N": (
        made_up(*FAILED, *TRAINED, cell("few", DEAD, DEAD)),
        made_up(*FAILED, *TRAINED, cell("few", DEAD, FITTED)),
    ),
}


@pytest.mark.parametrize(
    ("name", "measured"),
    [
        ("no skips: fails at the printed rate", made_up(*FAILED, cell("skip", DEAD, DEAD))),
        ("skips: trains", made_up(*FAILED, cell("skip", DEAD, HALF))),
        ("skips: training error 0", made_up(cell("skip", DEAD, NEARLY), epochs=30)),
        ("skips: training error 0", made_up(cell("skip", DEAD, NEARLY, **FALLING))),
        ("random features: training error 0", made_up(random=[features(rounding=2.0)])),
        ("random features: training error 0", made_up()),
        ("SGD generalises better than random features", made_up(cell("skip", DEAD, NEARLY), random=[features()])),
        ("SGD generalises better than random features", made_up(*TRAINED, random=[features(error=0.52)])),
        ("softplus: skips improve the test accuracy", made_up(*FAILED, *TRAINED)),
        ("DenseNet121 trains with sigmoid and no skips", made_up(*FAILED, *TRAINED)),
        ("the effect needs M >= N", made_up(*FAILED, *TRAINED, cell("few", DEAD, HALF))),
        ("the effect needs M >= N", made_up(cell("plain", DEAD, FITTED), *TRAINED, cell("few", DEAD, FITTED))),
    ],
)
def test_what_is_no_evidence(name, measured):
    found = DECIDE[name](measured)
    assert found.outcome == "undecided"
    assert found.reason


def test_the_printed_rate_of_densenet_is_another():
    """0.1, where the other networks have 0.01 (§4)."""
    other = {"network": "vgg16"}
    measured = made_up(*FAILED, *TRAINED, cell("plain", DEAD, FITTED, **other), cell("skip", DEAD, FITTED, **other))
    assert DECIDE["no skips: fails at the printed rate"](measured).outcome == "agrees"
    assert DECIDE["no skips: fails at every rate and start"](measured).outcome == "contradicts"
