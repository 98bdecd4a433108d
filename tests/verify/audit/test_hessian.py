"""The Hessian at the given weights as a part of an audit: asked for, not asked for, or refused."""

import json

import numpy as np
import pytest

import verify
from algebraic.shell import WrongInput
from tests.verify.subject.models import nn, numbers, seeded
from verify.__main__ import main
from verify.audit.hessian import at_weights

pytestmark = pytest.mark.torch


def model():
    return seeded(lambda: nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1)))


def test_it_is_that_of_the_curvature():
    inputs, targets = numbers(4, 2), numbers(4, 1, seed=1)
    found = verify.audit_model(model(), inputs, targets, curvature=verify.curvature)
    own, other = found.as_dict()["curvature"]["at_weights"], verify.curvature(model(), inputs, targets).as_dict()
    assert own["status"] == "found"
    for key in ("rank", "rank_status", "negative", "trivial_directions", "enclosures"):
        assert own[key] == other[key]
    assert (own["largest"], own["lowest"]) == (other["eigenvalues"][0], other["eigenvalues"][-1])
    assert f"at these weights: {found.curved['sentences'][0]}" in found.more_sentences[0]
    assert found.as_dict()["options"]["curvature"] is True


def test_it_is_left_out_where_it_is_not_asked_for():
    assert at_weights(None)["status"] == "not_asked"
    assert "--curvature" in at_weights(None)["because"]


def test_a_refusal_is_no_end():
    def refuse():
        raise WrongInput("the loss has no second derivative", hint="take another", kind="bad_loss")

    assert at_weights(refuse) == {"status": "refused", "because": "the loss has no second derivative"}
    inputs, targets = numbers(4, 2), numbers(4, 1, seed=1)
    found = verify.audit_model(model(), inputs, targets, curvature=lambda *_, **__: refuse())
    assert (found.exit_code, found.curved["status"]) == (0, "refused")


def test_time_that_is_over_is_said():
    inputs, targets = numbers(4, 2), numbers(4, 1, seed=1)

    def slow(*arguments, **options):
        return verify.curvature(*arguments, **{**options, "timeout": 1e-9})

    found = verify.audit_model(model(), inputs, targets, curvature=slow)
    assert (found.exit_code, found.curved["status"]) == (4, "cut")
    assert found.curved["because"] in found.cut


@pytest.mark.parametrize("given", ["yes", lambda x: x, True, dict])
def test_what_is_no_such_function_is_refused(given):
    with pytest.raises(WrongInput) as caught:
        verify.audit_model(model(), numbers(4, 2), numbers(4, 1), curvature=given)
    assert caught.value.kind == "bad_curvature"


def test_on_the_command_line(tmp_path, capsys):
    data = tmp_path / "data.npz"
    np.savez(data, inputs=np.arange(8.0).reshape(4, 2), targets=np.zeros((4, 1)))
    arguments = ["audit", "tests.verify.subject.factories:good", "--data", str(data), "--json"]
    assert main([*arguments, "--curvature"]) == 0
    asked = json.loads(capsys.readouterr().out)
    assert asked["curvature"]["at_weights"]["status"] == "found"
    assert asked["curvature"]["at_weights"]["negative"]["at_least"] == 0
    assert main(arguments) == 0
    assert json.loads(capsys.readouterr().out)["curvature"]["at_weights"]["status"] == "not_asked"
