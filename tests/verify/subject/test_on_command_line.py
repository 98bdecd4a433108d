"""A model on a command line, and what its code prints."""

import importlib
import os
import subprocess
import sys

import numpy
import pytest

from algebraic.shell import Budget, Parser, WrongInput
from verify.subject import add_model_options, add_run_options, asked_options, check_options, named_subject


def parsed(*arguments, optional=False):
    parser = Parser(prog="it")
    add_model_options(parser, optional=optional)
    add_run_options(parser)
    return parser.parse_args(list(arguments))


@pytest.mark.torch
def test_the_subject_that_is_named():
    options = parsed("verify.audit.models:linear_network", "--data", "digits", "--samples", "7", "--seed", "3")
    check_options(options)
    subject = named_subject(options, Budget(None))
    assert subject.num_samples == 7
    again = named_subject(options, Budget(None))
    assert subject.weights.tolist() == again.weights.tolist()


@pytest.mark.torch
def test_the_seed_is_that_of_the_weights_which_the_factory_draws(tmp_path):
    numpy.savez(tmp_path / "data.npz", inputs=numpy.ones((2, 2)), targets=numpy.ones((2, 1)))
    named = ["tests.verify.subject.factories:good", "--data", str(tmp_path / "data.npz"), "--seed"]
    importlib.import_module("tests.verify.subject.factories")  # which draws, too, the first time
    one, again, other = (named_subject(parsed(*named, seed), Budget(None)).weights.tolist() for seed in "001")
    assert one == again != other


def test_what_is_kept_in_a_result():
    asked = asked_options(parsed("a:b", "--data", "digits", "--json"))
    assert (asked["model"], asked["data"], asked["loss"]) == ("a:b", "digits", "square")
    assert "json" not in asked


@pytest.mark.parametrize("arguments", [["--seed", "-1"], ["--samples", "0"], ["--samples", "-3"]])
def test_numbers_out_of_range(arguments):
    with pytest.raises(WrongInput):
        check_options(parsed("a:b", "--data", "digits", *arguments))


def test_model_and_data_are_needed_unless_they_may_be_left_out():
    assert parsed(optional=True).model is None
    with pytest.raises(WrongInput):
        parsed()


def test_what_is_printed_by_python_and_otherwise_goes_to_stderr():
    code = (
        "import os\n"
        "from verify.subject import printed_aside\n"
        "with printed_aside():\n"
        "    print('by python', flush=True)\n"
        "    os.write(1, b'by the system\\n')\n"
        "print('answer')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=dict(os.environ))
    assert done.stdout == "answer\n"
    assert done.stderr.splitlines() == ["by python", "by the system"]
