"""What the commands share: options that describe a network, data and limits."""

from fractions import Fraction

import pytest

from algebraic import Network
from algebraic.networks import describe_graph
from algebraic.options import (
    add_data_options,
    add_network_options,
    add_run_options,
    add_system_options,
    data_from,
    network_from,
    num_samples_from,
    whole_data_from,
)
from algebraic.shell import Missing, Parser, WrongInput


def parse(*arguments, plot=True):
    parser = Parser(prog="command")
    for add in (add_network_options, add_data_options, add_system_options):
        add(parser)
    add_run_options(parser, plot=plot)
    return parser.parse_args(arguments)


def network(*arguments):
    return network_from(parse(*arguments))


PLAIN = {"hidden_bias": False, "output_bias": False}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), Network.dense([2, 1, 1, 1], "z**2+z", **PLAIN)),
        (("--layers", "3"), Network.dense([2, 1, 1, 1], "z**2+z", **PLAIN)),
        (("--layers", "1", "--output-bias"), Network.dense([2, 1], "z**2+z", hidden_bias=False)),
        (("--layers", "2", "--hidden-bias"), Network.dense([2, 1, 1], "z**2+z", output_bias=False)),
        (("--widths", "2,3,1"), Network.dense([2, 3, 1], "z**3+z")),
        (("--widths", "2,3,1", "--no-hidden-bias", "--no-output-bias"), Network.dense([2, 3, 1], "z**3+z", **PLAIN)),
        (("--widths", "2,1,1", "--activation", "1.5*z^2"), Network.dense([2, 1, 1], "3/2*z**2")),
        (("--widths", "2,1", "--output-activation"), Network.dense([2, 1], "z**3+z", output_activation=True)),
        (
            ("--widths", "2,1,1,1", "--activation", "z**2", "--activation", "z**3+z"),
            Network.dense([2, 1, 1, 1], ["z**2", "z**3+z"]),
        ),
    ],
)
def test_a_network(arguments, expected):
    found = network(*arguments)
    assert describe_graph(found) == describe_graph(expected)
    assert found.parameter_names == expected.parameter_names


def test_a_network_of_the_papers():
    found = network("--network", "theory2-example", "--activation", "z**2", "--outputs", "3")
    assert (found.output_dim, str(found.activations[0])) == (3, "z**2")


@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        (["--layers", "0"], "bad_layers", "--layers is 0"),
        (["--widths", "2,a"], "bad_widths", "'2,a'"),
        (["--widths", "2,0,1"], "bad_widths", "width 0"),
        (["--widths", "2"], "bad_widths", "no layer"),
        (["--activation", "relu(z)"], "bad_activation", "relu"),
        (["--activation", "z", "--activation", "z", "--activation", "z"], "bad_activation", "3 activations"),
        (["--outputs", "2"], "usage", "goes with a named --network"),
        (["--network", "theory2-example", "--no-hidden-bias"], "usage", "--hidden-bias goes with --layers"),
        (["--network", "theory2-example", "--activation", "z", "--activation", "z"], "usage", "one --activation"),
        (["--network", "theory2-example", "--outputs", "0"], "bad_outputs", "--outputs is 0"),
        (["--network", "theory2-exmaple"], "bad_network", "did you mean theory2-example"),
    ],
)
def test_a_network_that_is_none(arguments, kind, words):
    with pytest.raises(WrongInput) as caught:
        network(*arguments)
    assert caught.value.hint
    assert (caught.value.kind, words in str(caught.value)) == (kind, True), caught.value


def test_so_many_samples_that_the_system_is_square():
    for arguments in ((), ("--widths", "1,3,2,1"), ("--widths", "1,1,2", "--no-hidden-bias", "--no-output-bias")):
        options = parse(*arguments)
        found = network_from(options)
        if found.num_params % found.output_dim == 0:
            assert num_samples_from(options, found) * found.output_dim == found.num_params
    assert num_samples_from(parse("--samples", "7"), network()) == 7


def test_of_a_file_all_samples_but_no_more_than_make_a_zero_error_system_square(tmp_path):
    def taken(rows, *arguments, **square):
        path = tmp_path / "points.csv"
        path.write_text("".join(f"{k},{k * k},{k + 1}\n" for k in range(rows)))
        options = parse("--data", str(path), *arguments)
        found = network_from(options)
        num_samples = num_samples_from(options, found, **square)
        return num_samples, data_from(options, found, num_samples).source.partition(": ")[2]

    assert taken(3) == (3, "all 3 samples")
    assert taken(9) == (
        4,
        "the first 4 of 9 samples (as many equations as the 4 weights; --samples takes others)",
    )
    assert taken(9, "--samples", "5") == (5, "the first 5 of 9 samples (--samples 5)")
    assert taken(9, "--system", "critical") == (9, "all 9 samples")
    assert taken(3, "--system", "critical") == (3, "all 3 samples")
    two = ("--widths", "1,2,2")  # 10 weights
    assert taken(3, *two) == (3, "all 3 samples")
    assert taken(9, *two)[0] == 5
    odd = ("--widths", "1,2,2", "--no-hidden-bias", "--activation", "z**2", "--output-bias")  # 8 weights
    assert taken(9, *odd, square=False)[0] == 4


@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        (["--samples", "0"], "bad_samples", "--samples is 0"),
        (["--seed", "-1"], "bad_seed", "--seed is -1"),
        (["--widths", "2,3,2"], "no_default_samples", "17 parameters are not a multiple of 2 outputs"),
    ],
)
def test_a_number_of_samples_that_is_none(arguments, kind, words):
    with pytest.raises(WrongInput, match=words) as caught:
        num_samples_from(parse(*arguments), network(*arguments))
    assert (caught.value.kind, bool(caught.value.hint)) == (kind, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--sampels", "3"], "did you mean --samples"),
        (["--sample", "3"], "did you mean --samples"),  # nothing is abbreviated
        (["--layers", "three"], "--layers"),
        (["--layers", "2", "--widths", "2,1"], "not allowed"),
        (["--system", "critcal"], "did you mean critical"),
        (["--ridge", "scaler"], "did you mean scalar"),
        (["hello"], "unexpected argument 'hello'"),
    ],
)
def test_options_that_are_none(arguments, words):
    with pytest.raises(WrongInput) as caught:
        parse(*arguments)
    assert words in str(caught.value)


def test_only_commands_that_draw_take_a_picture():
    assert parse("--plot", "a.png").plot == "a.png"
    with pytest.raises(WrongInput, match="--plot"):
        parse("--plot", "a.png", plot=False)


@pytest.mark.parametrize("source", ["random", "digits", "points.csv"])
def test_data_are_the_same_numbers_as_rationals_and_over_a_common_denominator(source, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "points.csv").write_text("1,2,3\n2,-1,1/3\n1/6,0.4,2\n")
    options = parse("--data", source, "--seed", "3")
    exact, whole = data_from(options, network(), 3), whole_data_from(options, network(), 3)
    assert (exact.inputs == whole.inputs * Fraction(1, whole.denominator)).all()
    assert (exact.targets == whole.targets).all()
    assert (whole.denominator > 1) == (source == "points.csv")


def test_images_are_whole_numbers_only():
    images = network("--widths", "3072,1", "--activation", "z")
    assert whole_data_from(parse("--data", "patches"), images, 2).inputs.shape == (2, 3072)
    with pytest.raises(Missing, match="patches"):
        data_from(parse("--data", "patches"), images, 2)
