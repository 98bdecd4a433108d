"""What the commands share: options for networks, data and limits, error messages, exit codes, JSON."""

from __future__ import annotations

import argparse
import difflib
import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from .errors import WrongInput, ZerolocusError

if TYPE_CHECKING:
    from .network import Network

DEFAULT_LAYERS = 3
DEFAULT_TIMEOUT = 60.0
DEFAULT_MEMORY = 8.0
PLOT_FORMATS = (".png", ".svg", ".pdf")

EXIT_CODES = """exit codes: 0 done; 1 a certificate does not hold; 2 wrong usage or data; 3 a file or an engine is
missing; 4 a limit of time or memory cut something short; 130 interrupted"""


class Parser(argparse.ArgumentParser):
    """An argument parser without abbreviations that names the nearest option when one is unknown."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter, epilog=EXIT_CODES, **options
        )

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        found, unknown = self.parse_known_args(args, namespace)
        if unknown:
            name = unknown[0].partition("=")[0]
            near = difflib.get_close_matches(name, self._option_string_actions, n=1, cutoff=0.5)
            raise WrongInput(
                f"unknown option {name!r}" if name.startswith("-") else f"unexpected argument {name!r}",
                hint=f"did you mean {near[0]}?" if near else f"see {self.prog} --help",
                kind="unknown_option",
            )
        return found

    def error(self, message: str) -> NoReturn:
        raise WrongInput(message, hint=f"see {self.prog} --help", kind="usage")


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
        help="a network of the papers by name, such as theory2-example, a network file, or a Python factory",
    )
    group.add_argument("--outputs", type=int, metavar="M", help="outputs of a named network (default: its own)")
    group.add_argument(
        "--activation",
        action="append",
        metavar="POLY",
        help="polynomial in z, such as z**3+z; once for all layers, or once for each activated layer",
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
        "--samples", type=int, metavar="N", help="number of samples (default: parameters / outputs, a square system)"
    )
    group.add_argument(
        "--data",
        default="digits",
        metavar="NAME|FILE",
        help=sources,
    )
    group.add_argument("--seed", type=int, default=0, metavar="S", help="seed of all random choices (default: 0)")


def add_system_options(parser: argparse.ArgumentParser) -> None:
    """``--system`` and ``--ridge``."""
    group = parser.add_argument_group("system")
    group.add_argument(
        "--system",
        choices=("zero-error", "critical"),
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


def network_from(options: argparse.Namespace) -> Network:
    """The network that the options describe."""
    from .network import DEFAULT_ACTIVATION, Network

    if options.network is not None:
        return _outside_network(options)
    if options.outputs is not None:
        raise WrongInput("--outputs goes with a named --network", hint="change --widths instead", kind="usage")

    def chosen(value: bool | None, default: bool) -> bool:
        return default if value is None else value

    if options.widths is not None:
        widths, activation, biases = _widths(options.widths), DEFAULT_ACTIVATION, True
    else:
        layers = DEFAULT_LAYERS if options.layers is None else options.layers
        if layers < 1:
            raise WrongInput(f"--layers is {layers}", hint="give a number from 1 on", kind="bad_layers")
        widths, activation, biases = [2, *[1] * layers], "z**2+z", False
    return Network.dense(
        widths,
        options.activation or activation,
        hidden_bias=chosen(options.hidden_bias, biases),
        output_bias=chosen(options.output_bias, biases),
        output_activation=chosen(options.output_activation, False),
    )


def _outside_network(options: argparse.Namespace) -> Network:
    from .network_file import find_network

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
    if options.outputs is not None and options.outputs < 1:
        raise WrongInput(f"--outputs is {options.outputs}", hint="give a number from 1 on", kind="bad_outputs")
    return find_network(options.network, activation=activation, outputs=options.outputs)


def num_samples_from(options: argparse.Namespace, network: Network) -> int:
    """``--samples``, or the number that makes the system square."""
    if options.seed < 0:
        raise WrongInput(f"--seed is {options.seed}", hint="give a number from 0 on", kind="bad_seed")
    if options.samples is not None:
        if options.samples < 1:
            raise WrongInput(f"--samples is {options.samples}", hint="give a number from 1 on", kind="bad_samples")
        return int(options.samples)
    num_samples, rest = divmod(network.num_params, network.output_dim)
    if rest or num_samples < 1:
        raise WrongInput(
            f"{network.num_params} parameters are not a multiple of {network.output_dim} outputs, so no number of "
            "samples gives as many equations as unknowns",
            hint=f"choose --samples, for example --samples {max(1, num_samples)}",
            kind="no_default_samples",
        )
    return num_samples


def check_plot_path(path: str | None) -> None:
    """Refuse a picture that could not be written, before anything is computed."""
    if path is None:
        return
    target = Path(path)
    if target.suffix.lower() not in PLOT_FORMATS:
        cause = f"ends in {target.suffix or 'nothing'}"
        hint = f"end it in {', '.join(PLOT_FORMATS)}"
    elif target.exists() and not target.is_file():
        cause, hint = "is not a plain file", "give a file"
    elif not target.parent.is_dir():
        cause, hint = f"lies in {str(target.parent)!r}, which is not a folder", "make the folder first"
    elif not os.access(target if target.exists() else target.parent, os.W_OK):
        cause, hint = "cannot be written", "choose another place"
    else:
        return
    raise WrongInput(f"--plot {path!r} {cause}", hint=hint, kind="bad_plot")


def run_command(body: Callable[[Sequence[str]], int], arguments: Sequence[str] | None) -> int:
    """Run a command body and turn every foreseen error into its message and exit code.

    With ``--json`` an error of exit code 2 or 3 is the document ``{"error": {"code", "message", "hint"}}`` (and
    ``kind``, a short stable name) on stdout; otherwise it is one line on stderr.
    """
    arguments = list(sys.argv[1:] if arguments is None else arguments)

    def stop(number: int, _: Any) -> NoReturn:
        raise KeyboardInterrupt if number == signal.SIGINT else SystemExit(128 + number)

    previous = signal.signal(signal.SIGTERM, stop)  # so that an engine that runs is killed with us
    try:
        code = body(arguments)
        sys.stdout.flush()
        return code
    except ZerolocusError as problem:
        if "--json" in arguments:
            error = {
                "code": problem.exit_code,
                "kind": problem.kind,
                "message": problem.message,
                "hint": problem.hint,
            }
            print(json.dumps({"error": error}, indent=2, ensure_ascii=False))
        else:
            print(f"error: {problem.message}", file=sys.stderr)
            if problem.hint:
                print(f"  next: {problem.hint}", file=sys.stderr)
        return problem.exit_code
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of stdout went away
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    finally:
        signal.signal(signal.SIGTERM, previous)


def _widths(text: str) -> list[int]:
    try:
        return [int(part) for part in text.split(",")]
    except ValueError:
        raise WrongInput(
            f"--widths {text!r} is not a list of whole numbers", hint="write --widths 2,1,1", kind="bad_widths"
        ) from None
