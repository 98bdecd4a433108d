"""What a document asks: its network and its data, from plain data alone. Nothing that it names is run or opened."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from ..data import DataSet, IntegerData, PlainData, another_rule, from_path, from_table, named_again, whole_numbers
from ..documents import Circumstances, graph_faults
from ..networks import ATTENTION, NAMED, Network, network_from_plain
from ..options import NETWORK_OPTIONS, known_network_options, network_from
from ..ranks import rank_at
from ..shell import OutOfBudget, WrongInput, ZerolocusError

NAMED_DATA = ("digits", "patches", "random")


def network_of(plain: Any) -> Network:
    """The network that plain data describe.

    Raises:
        WrongInput: they describe none.
        ValueError: parameters or edges of a graph lead nowhere.
    """
    if "graph" in plain and graph_faults(plain["graph"]):
        raise ValueError(graph_faults(plain["graph"])[0])
    return network_from_plain(plain)


def network_of_options(options: Any) -> Network | None:
    """The network of an older certificate, where its options name none, or one of our own; else ``None``."""
    own = known_network_options(options) if isinstance(options, dict) and {*options} <= {*NETWORK_OPTIONS} else None
    if own is None or not (own["network"] is None or own["network"] in {*NAMED, *ATTENTION}):
        return None
    try:
        return network_from(Namespace(**own))
    except OutOfBudget:
        raise
    except (ZerolocusError, TypeError, ValueError, AttributeError):
        return None


def data_of_options(options: Any) -> PlainData | None:
    """The data of an older certificate, where its options name some of our own; else ``None``."""
    match options:
        case {"data": str(name), "seed": int(seed), "samples": int(samples)} if name in NAMED_DATA:
            return {"named": {"name": name, "seed": seed, "samples": samples}}
    return None


def data_of(plain: Any, network: Network, here: Circumstances) -> DataSet | IntegerData | None:
    """The data of a document; ``None`` where they are not at hand, for the reason of :func:`not_at_hand`.

    Raises:
        WrongInput: they do not fit the network.
    """
    found: DataSet | IntegerData
    if another_rule(plain, network.input_dim):
        return None
    if "table" in plain:
        found = from_table(plain["table"], network)
    elif "named" in plain:
        found = named_again(plain["named"], network, rank_at)
    elif here.data is None:
        return None
    else:
        found = from_path(here.data, network, plain["elsewhere"])
    if "sha256" in plain and (not isinstance(found, IntegerData) or found.digests() != plain["sha256"]):
        raise WrongInput("the data are not those of the document (another SHA-256)", kind="bad_certificate")
    return found


def not_at_hand(plain: Any, network: Network) -> str:
    """Why the data of a document are not there, in words."""
    return f"the data are not at hand: {another_rule(plain, network.input_dim) or 'give --data PATH'}"


def as_whole(data: DataSet | IntegerData) -> IntegerData:
    """The data as whole numbers, as a large system takes them."""
    return data if isinstance(data, IntegerData) else whole_numbers(data)
