from argparse import Namespace

from algebraic import Network, check_rank_certificate, data_rank
from algebraic.data import load_integer_data, plain_data, random_data
from algebraic.dimension.certificates import columns_certificate, counted, counting_certificate, minor_certificate
from algebraic.dimension.check import check_certificate
from algebraic.options import NETWORK_OPTIONS, add_network_options, network_from
from algebraic.ranks import prove_rank
from algebraic.shell import Parser

NETWORK = Network.dense([3, 4, 1], "z**2+z")


def command(**options):
    parser = Parser(prog="python -m algebraic.dimension")
    add_network_options(parser)
    chosen = parser.parse_args(["--widths", "3,4,1", "--activation", "z**2+z"])
    return Namespace(**vars(chosen), **options)


def test_a_minor_brings_its_network():
    data = random_data(NETWORK, 4)
    rank, plain = data_rank(NETWORK, data.inputs), plain_data(data)
    certificate = minor_certificate(NETWORK, 4, rank, plain)
    assert list(certificate) == ["schema", "claim", "graph", "minor", "data", "upper_bound"]
    assert certificate["claim"] == {"rank_at_least": 4, "num_params": 21, "num_equations": 4}
    assert check_rank_certificate(NETWORK, certificate["minor"])
    assert minor_certificate(NETWORK, 4, None, plain) is None
    large = Network.dense([10, 20, 1])  # more than 200 parameters
    inputs = random_data(large, 2).inputs
    assert minor_certificate(large, 2, data_rank(large, inputs), plain) is None


def test_with_the_options_of_the_command_network_and_data_can_be_read_again():
    options = command(data="random", seed=3, samples=4)
    data = load_integer_data("random", NETWORK, 4, seed=3)
    certificate = columns_certificate(NETWORK, data, prove_rank(NETWORK, data, seed=3), None, options)
    assert certificate["data"]["options"] == {"data": "random", "seed": 3, "samples": 4}
    assert set(certificate["network"]["options"]) == set(NETWORK_OPTIONS)
    assert check_certificate(certificate)[0]
    assert columns_certificate(NETWORK, data, prove_rank(NETWORK, data), None, None)["network"]["options"] is None


def test_every_network_option_is_in_the_list():
    """A new one that is left out here would be lost in a certificate."""
    assert set(vars(command())) == set(NETWORK_OPTIONS)
    assert network_from(command()).widths == NETWORK.widths


def test_equal_inputs_are_counted_once():
    data = load_integer_data("random", NETWORK, 30)
    twice = type(data)(data.inputs[[0, 1, 0, *range(27)]], data.targets, 1, "")
    expected = {"num_params": 21, "num_equations": 30, "num_different_equations": 27}
    assert counted(NETWORK, twice) == expected
    assert counting_certificate(NETWORK, twice, None)["claim"] == expected
