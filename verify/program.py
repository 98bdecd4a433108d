"""``zerolocus NAME …``: every command behind one name, which no file of a user's folder can take over."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

from algebraic.shell import Parser, run_command

COMMANDS = {
    "atlas": "algebraic.atlas.__main__",
    "bezout": "algebraic.bezout.__main__",
    "count": "algebraic.count.__main__",
    "dimension": "algebraic.dimension.__main__",
    "thresholds": "algebraic.thresholds.__main__",
    "relu": "algebraic.relu.__main__",
    "check": "algebraic.check.__main__",
    "doctor": "algebraic.doctor.__main__",
    "verify": "verify.__main__",
    "netsim": "netsim.commands",
}
MEANINGS = """commands:
  atlas       the dimensions of all network varieties in a box, with proofs, and questions to them
  bezout      bounds for the number of solutions of a network's zero-error equations, and the number
  count       all solutions, or all critical points, each with a proof
  dimension   the dimension of the zero-error set
  thresholds  the learning coefficient at a zero, exactly
  relu        the zero-error set of a two-layer ReLU network: its components, exactly
  check       prove again what a document of these states
  doctor      what this installation finds on this machine
  verify      the claims of the papers, decided
  netsim      the experiments of the papers

`zerolocus COMMAND --help` says more, and `python -m algebraic.COMMAND`, `python -m verify` and `python -m netsim` are
the same commands."""


def main() -> int:
    """Run the command that is named first, as if it had been started by itself."""
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name == "netsim":
        from netsim.shell import end_on_interrupt  # its commands take Ctrl-C over from this one only
    else:
        from algebraic.shell import end_on_interrupt
    end_on_interrupt()  # what is imported below takes a moment
    if name not in COMMANDS:
        return run_command(_help, None)
    sys.argv = [f"zerolocus {name}", *sys.argv[2:]]
    code: int = importlib.import_module(COMMANDS[name]).main()
    return code


def _help(arguments: Sequence[str]) -> int:
    parser = Parser(prog="zerolocus", description=f"The set of zero training error of networks.\n\n{MEANINGS}")
    parser.add_argument("--version", action="version", version=_version())
    parser.add_argument("command", choices=COMMANDS, metavar="COMMAND")
    parser.parse_args(arguments or ["--help"])  # a stranger types the name alone
    return 2


def _version() -> str:
    from algebraic.shell import __version__

    return f"zerolocus {__version__}"
