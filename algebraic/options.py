"""What the commands share: options for networks, data and limits."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING

from .shell import MAX_SEED, PLOT_FORMATS, OutOfBudget, WrongInput, ZerolocusError, check_range, read_widths

if TYPE_CHECKING:
    from .data import DataSet, IntegerData
    from .networks import Network

DEFAULT_LAYERS = 3
DEFAULT_TIMEOUT = 60.0
DEFAULT_MEMORY = 8.0
MAX_LAYERS = 1000
MAX_OUTPUTS = 100_000
MAX_SAMPLES = 10_000_000
MAX_POINTS = 10_000
MAX_JOBS = 512
MAX_DATA_SETS = 1_000_000
LATE = 1.0  # seconds after the time limit, when a part of a command is interrupted that looks at the time itself
NETWORK_OPTIONS = (
    "layers", "widths", "network", "outputs", "activation", "hidden_bias", "output_bias", "output_activation",
    *(SIZES := ("tokens", "dim")),
)  # fmt: skip


def add_network_options(parser: argparse.ArgumentParser) -> None:
    """``--layers``, ``--widths`` and what belongs to them."""
    group = parser.add_argument_group("network")
    shape = group.add_mutually_exclusive_group()
    shape.add_argument(
        "--layers",
        type=int,
        metavar="L",
        help="weight layers of the default network: widths 2,1,…,1, z**2+z, no biases, finitely many solutions "
        f"(default: {DEFAULT_LAYERS})",
    )
    shape.add_argument("--widths", metavar="2,1,1,1", help="widths of a dense network: biases on, z**3+z")
    shape.add_argument(
        "--network",
        metavar="NAME|FILE.json|MODULE:FUNCTION",
        help="a network of the papers by name, such as theory2-example, a network file, or a function of a "
        "Python module: that runs your code",
    )
    outputs = "outputs of a named network, of attention for each token (default: its own)"
    group.add_argument("--outputs", type=int, metavar="M", help=outputs)
    group.add_argument("--tokens", type=int, metavar="T", help="tokens of --network lightning-attention (default: 2)")
    group.add_argument("--dim", type=int, metavar="D", help="entries of each token (default: 2)")
    group.add_argument(
        "--activation",
        action="append",
        metavar="POLY",
        help="polynomial in z, such as z**3+z, or relu:DEGREE:RADIUS near ReLU; once for all layers, or once for each",
    )
    for name, what in (
        ("hidden-bias", "biases of hidden units"),
        ("output-bias", "biases of the outputs"),
        ("output-activation", "an activation on the outputs (off by default)"),
    ):
        group.add_argument(f"--{name}", action=argparse.BooleanOptionalAction, default=None, help=what)


SOURCES = "digits (real images, the default), random, or a .csv, .npy or .npz file"


def add_data_options(parser: argparse.ArgumentParser, sources: str = SOURCES) -> None:
    """``--samples``, ``--data`` (which takes ``sources``, in words) and ``--seed``."""
    group = parser.add_argument_group("data")
    group.add_argument(
        "--samples",
        type=int,
        metavar="N",
        help="number of samples (default: parameters / outputs, a square system, or all that a file has where they are "
        "fewer; of critical points all that a file has)",
    )
    group.add_argument(
        "--data",
        default="digits",
        metavar="NAME|FILE",
        help=sources,
    )
    group.add_argument("--seed", type=int, default=0, metavar="S", help="seed of all random choices (default: 0)")


def add_system_options(parser: argparse.ArgumentParser, *more: str) -> None:
    """``--system``, of which there may be ``more``, and ``--ridge``."""
    group = parser.add_argument_group("system")
    group.add_argument(
        "--system",
        choices=("zero-error", "critical", *more),
        default="zero-error",
        help="zero-error equations, or the critical points of the square loss (default: zero-error)",
    )
    group.add_argument(
        "--ridge",
        choices=("none", "scalar", "entrywise"),
        default="none",
        help="regulariser of the critical-point system, with random values from the seed",
    )


def add_run_options(parser: argparse.ArgumentParser, *, plot: bool = True) -> None:
    """``--timeout``, ``--memory``, ``--json``, and ``--plot`` for commands that draw."""
    group = parser.add_argument_group("run")
    group.add_argument(
        "--timeout",
        type=float,
        default=DEFAULT_TIMEOUT,
        metavar="S",
        help=f"wall time of the whole command in seconds (default: {DEFAULT_TIMEOUT:g})",
    )
    group.add_argument(
        "--memory",
        type=float,
        default=DEFAULT_MEMORY,
        metavar="GB",
        help=f"memory of an engine (default: {DEFAULT_MEMORY:g})",
    )
    if plot:
        group.add_argument("--plot", metavar="FILE", help=f"write a picture ({', '.join(PLOT_FORMATS)})")
    group.add_argument("--json", action="store_true", help="print one JSON document and nothing else")


def add_executor_options(parser: argparse.ArgumentParser) -> None:
    """``--executor`` and ``--jobs``, in the words of ``netsim``."""
    parser.add_argument(
        "--executor",
        default="processes",
        metavar="NAME",
        help="processes (default), here, or dask=tcp://HOST:PORT for a Dask cluster",
    )
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="worker processes (default: 1)")


def check_executor_options(options: argparse.Namespace) -> None:
    """Refuse what is no executor, before anything is computed."""
    from .shell import check_executor

    check_range("--jobs", options.jobs, 1, MAX_JOBS)
    check_executor(options.executor, options.jobs)


def network_from(options: argparse.Namespace) -> Network:
    """The network that the options describe."""
    from .networks import DEFAULT_ACTIVATION, Network

    if options.network is not None:
        return _outside_network(options)
    for name in ("outputs", *SIZES):
        if getattr(options, name, None) is not None:
            raise WrongInput(f"--{name} goes with a named --network", hint="change --widths instead", kind="usage")

    def chosen(value: bool | None, default: bool) -> bool:
        return default if value is None else value

    if options.widths is not None:
        widths, activation, biases = read_widths(options.widths), DEFAULT_ACTIVATION, True
    else:
        layers = DEFAULT_LAYERS if options.layers is None else options.layers
        check_range("--layers", layers, 1, MAX_LAYERS)
        widths, activation, biases = [2, *[1] * layers], "z**2+z", False
    return Network.dense(
        widths,
        options.activation or activation,
        hidden_bias=chosen(options.hidden_bias, biases),
        output_bias=chosen(options.output_bias, biases),
        output_activation=chosen(options.output_activation, False),
    )


def _outside_network(options: argparse.Namespace) -> Network:
    from .networks import factory_sha256, find_network, is_factory

    for name in ("hidden_bias", "output_bias", "output_activation"):
        if getattr(options, name) is not None:
            raise WrongInput(
                f"--{name.replace('_', '-')} goes with --layers or --widths, not with --network",
                hint="write it into a network file",
                kind="usage",
            )
    if options.activation and len(options.activation) > 1:
        raise WrongInput("a named network takes one --activation", hint="write a network file", kind="usage")
    activation = options.activation[0] if options.activation else None
    check_range("--outputs", options.outputs, 1, MAX_OUTPUTS)
    sizes = {name: getattr(options, name, None) for name in ("outputs", *SIZES)}
    network = find_network(options.network, activation=activation, **sizes)
    if is_factory(options.network):  # what made the network: a result of other code is not gone on from
        options.network_sha256 = factory_sha256(options.network)
    return network


def num_samples_from(options: argparse.Namespace, network: Network, *, square: bool = True) -> int:
    """``--samples``; else all that a file has, or as many as make a zero-error system square if it has more.

    Args:
        square: whether as many equations are wanted as parameters. A critical system has them for any samples.
    """
    check_range("--seed", options.seed, 0, MAX_SEED)
    if options.samples is not None:
        check_range("--samples", options.samples, 1, MAX_SAMPLES)
        return int(options.samples)
    from .data import num_samples_of

    in_file = num_samples_of(options.data, network)
    num_samples, rest = divmod(network.num_params, network.output_dim)
    if getattr(options, "system", "zero-error") != "zero-error":  # the others have an equation for each unknown
        return in_file or max(1, num_samples)
    if in_file is not None and (num_samples < 1 or in_file <= num_samples):
        return in_file
    if not square:
        return max(1, num_samples)
    if rest or num_samples < 1:
        raise WrongInput(
            f"{network.num_params} parameters are not a multiple of {network.output_dim} outputs, so no number of "
            "samples gives as many equations as unknowns",
            hint=f"choose --samples, for example --samples {max(1, num_samples)}",
            kind="no_default_samples",
        )
    return num_samples


def data_from(options: argparse.Namespace, network: Network, num_samples: int) -> DataSet:
    """``--data`` as exact rationals; of digits a draw that the rank of the Jacobian does not call special."""
    from .data import load_data
    from .ranks import rank_at

    why, repeated = (
        _why_so_many(options, network, num_samples),
        getattr(options, "system", "zero-error") != "zero-error",
    )
    return load_data(options.data, network, num_samples, seed=options.seed, rank_of=rank_at, why=why, repeated=repeated)


def whole_data_from(options: argparse.Namespace, network: Network, num_samples: int) -> IntegerData:
    """``--data`` as whole numbers over a common denominator: images, too."""
    from .data import load_integer_data
    from .ranks import rank_at

    why = _why_so_many(options, network, num_samples)
    return load_integer_data(options.data, network, num_samples, seed=options.seed, rank_of=rank_at, why=why)


def _why_so_many(options: argparse.Namespace, network: Network, num_samples: int) -> str:
    """Why so many samples of a file are taken, in words."""
    if options.samples is not None:
        return f"--samples {num_samples:,}"
    critical = getattr(options, "system", "zero-error") != "zero-error"
    if num_samples * network.output_dim == network.num_params and not critical:
        return f"as many equations as the {network.num_params:,} weights; --samples takes others"
    return ""


def known_network_options(options: Mapping[str, object]) -> dict[str, object] | None:
    """The options of a network as a document repeats them, or ``None`` if some are missing.

    Documents from before attention have neither its tokens nor their size.
    """
    own = dict.fromkeys(SIZES) | {name: options[name] for name in NETWORK_OPTIONS if name in options}
    return own if {*own} == {*NETWORK_OPTIONS} else None


def contradictions(options: Mapping[str, object], network: Network, said: Mapping[str, object]) -> list[str]:
    """Options, as a document repeats them, that do not lead to what stands beside them.

    Nothing that they name is opened or imported: a network file or a factory is passed over.

    Args:
        said: ``seed``, ``samples`` and what else both the options and the document say.

    >>> from .networks import Network
    >>> given = dict.fromkeys(NETWORK_OPTIONS) | {"widths": "2,1", "seed": 1}
    >>> contradictions(given, Network.dense([2, 1]), {"seed": 1})
    []
    >>> contradictions(given, Network.dense([3, 1]), {"seed": 2})
    ['options: seed is 1, and not 2', 'options: they lead to another network']
    """
    from .networks import ATTENTION, NAMED, plain_network

    found = [
        f"options: {name} is {options[name]}, and not {value}"
        for name, value in said.items()
        if options.get(name) is not None and (type(options[name]) is not type(value) or options[name] != value)
    ]
    own = known_network_options(options)
    if own is None or not (own["network"] is None or own["network"] in {*NAMED, *ATTENTION}):
        return found
    try:
        same = plain_network(network_from(argparse.Namespace(**own))) == plain_network(network)
    except OutOfBudget:
        raise
    except (ZerolocusError, TypeError, ValueError, AttributeError):
        same = False
    return found if same else [*found, "options: they lead to another network"]
