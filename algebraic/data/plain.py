"""A data set as plain data: its numbers, or the name that it is built again from, or only its digests."""

from __future__ import annotations

import re
from importlib.util import find_spec
from math import prod
from pathlib import Path
from typing import Any, NotRequired, TypedDict

import numpy as np

from ..documents import Findings
from ..networks import Network
from ..shell import OutOfBudget, TooLarge, WrongInput, ZerolocusError, rationals
from .chosen_images import RULE
from .exact_data import DataSet, check_data
from .integer_data import (
    IMAGE_SHAPE,
    LARGEST,
    IntegerData,
    cut_patches,
    folder_data,
    is_named_images,
    load_integer_data,
    whole_numbers,
)
from .sources import NAMES, RankOf, is_folder, load_data

LISTED = 10_000  # numbers that stand in a document
MOST_NUMBERS = 500_000_000
SOURCES = {  # images by another rule begin otherwise, and are descriptions
    "digits (scikit-learn): pixels ": "digits",
    "random: ": "random",
    f"patches (rule {RULE}): ": "patches",
    f"digits as images (rule {RULE}): ": "digits",
}


class TableForm(TypedDict):
    """Exact numbers as texts; of inputs that are whole numbers over a common denominator, these and that."""

    inputs: list[list[str]]
    targets: list[list[str]]
    denominator: NotRequired[int]


class NamedData(TypedDict):
    """One of :data:`NAMES`, with seed and number, and of images the rule that chose them (without it the first)."""

    name: str
    seed: int
    samples: int
    rule: NotRequired[int]


class UnnamedData(TypedDict):
    """Data that the document does not hold; images of a folder with the seed of their order, and the rule."""

    samples: int
    seed: NotRequired[int]
    rule: NotRequired[int]


class PlainData(TypedDict, total=False):
    """A data set as plain data: one of ``table``, ``named`` and ``elsewhere``; with whole numbers their digests."""

    table: TableForm
    named: NamedData
    elsewhere: UnnamedData
    sha256: dict[str, str]


def plain_data(data: DataSet | IntegerData, name: str | None = None, seed: int = 0) -> PlainData:
    """What a document says of its data.

    Args:
        name: what ``--data`` was.

    >>> import numpy as np
    >>> plain_data(IntegerData(np.array([[1, 2]]), np.array([[3]]), 4, ""))["table"]
    {'inputs': [['1', '2']], 'targets': [['3']], 'denominator': 4}
    """
    plain: PlainData = {}
    samples = len(data.inputs)
    if data.inputs.size + data.targets.size <= LISTED:
        plain["table"] = {
            "inputs": [[str(x) for x in row] for row in data.inputs.tolist()],
            "targets": [[str(y) for y in row] for row in data.targets.tolist()],
        }
        if isinstance(data, IntegerData):
            plain["table"]["denominator"] = data.denominator
    elif name in NAMES:
        plain["named"] = {"name": name, "seed": seed, "samples": samples}
        if is_named_images(name, data.inputs.shape[1]):
            plain["named"]["rule"] = RULE
    else:
        plain["elsewhere"] = {"samples": samples}
        if isinstance(data, IntegerData) and data.seed is not None:
            plain["elsewhere"] |= {"seed": data.seed, "rule": RULE}
    if isinstance(data, IntegerData):
        plain["sha256"] = data.digests()
    return plain


def from_table(table: TableForm, network: Network) -> DataSet | IntegerData:
    """The data in a document.

    Raises:
        WrongInput: they do not fit the network.
    """
    if "denominator" not in table:
        return check_data(table["inputs"], table["targets"], network, "a document")
    inputs, targets = rationals(table["inputs"]), rationals(table["targets"])
    if any(x.denominator != 1 for x in inputs.flat) or inputs.shape[1:] != (network.input_dim,):
        raise WrongInput("the inputs are not whole numbers, as many as the network has inputs", kind="bad_data")
    if len(inputs) != len(targets) or max((abs(x) for x in inputs.flat), default=0) > LARGEST:
        raise WrongInput("the inputs are too large, or not as many as the targets", kind="bad_data")
    whole = np.array([[int(x) for x in row] for row in inputs], dtype=np.int64)
    return IntegerData(whole, targets, table["denominator"], "a document")


def another_rule(plain: PlainData, input_dim: int) -> str:
    """Why the images of a document cannot be chosen again here, in words; empty where they can.

    >>> another_rule({"named": {"name": "patches", "seed": 0, "samples": 5}}, 3072)
    'its images were chosen by rule 1, and this version has rule 2: check it with the version that made it'
    """
    made: int | None = None
    now: int | None = None
    if "named" in plain:
        made = plain["named"].get("rule", 1)
        now = RULE if is_named_images(plain["named"]["name"], input_dim) else 1
    elif "elsewhere" in plain and {"seed", "rule"} & set(plain["elsewhere"]):
        made, now = plain["elsewhere"].get("rule", 1), RULE
    if made == now:
        return ""
    rules = f"its images were chosen by rule {made}, and this version has rule {now}"
    return f"{rules}: check it with the version that made it"


def named_again(named: NamedData, network: Network, rank_of: RankOf) -> IntegerData:
    """Digits, patches or random numbers, built again.

    Raises:
        WrongInput: another name.
        TooLarge: too many numbers.
    """
    if named["name"] not in NAMES:
        raise WrongInput(f"no data are named {named['name']!r}", kind="bad_certificate")
    if named["samples"] * (network.input_dim + network.output_dim) > MOST_NUMBERS:
        raise TooLarge(f"{named['samples']:,} samples (limit {MOST_NUMBERS:,} numbers)", kind="too_much_data")
    name, samples, seed = named["name"], named["samples"], named["seed"]
    if name == "digits" and network.input_dim <= 64:  # 8×8 pixels; and never a folder of that name
        return whole_numbers(load_data(name, network, samples, seed=seed, rank_of=rank_of))
    if name == "patches" and network.input_dim == prod(IMAGE_SHAPE):
        photographs = photographs_again()
        if photographs is not None:
            return cut_patches(photographs, samples, seed=seed)
    return load_integer_data(name, network, samples, seed=seed, rank_of=rank_of)


def photographs_again() -> np.ndarray | None:
    """scikit-learn's sample photographs by Pillow alone; ``None`` where its files lie elsewhere.

    Another route to them than that of a search (:func:`algebraic.data.integer_data.photo_patches`), and most of a
    second quicker: scikit-learn is not imported.
    """
    from PIL import Image

    found = find_spec("sklearn")
    folder = None if found is None or found.origin is None else Path(found.origin).parent / "datasets" / "images"
    files = sorted(folder.glob("*.jpg")) if folder is not None and folder.is_dir() else []
    if len(files) != 2:
        return None
    return np.stack([np.asarray(Image.open(file)) for file in files])


def from_path(path: Path, network: Network, unnamed: UnnamedData) -> IntegerData:
    """The data that the user says lie there; never a path that a document names."""
    num_samples = unnamed["samples"]
    if is_folder(str(path)):
        return folder_data(path, network, num_samples, unnamed.get("seed"))
    return load_integer_data(str(path.absolute()), network, num_samples)


def check_source(
    said: str, network: Network, data: DataSet | IntegerData, findings: Findings, rank_of: RankOf, name: str = "data"
) -> None:
    """Whether data are what their description says: digits, patches and random numbers are built again.

    Any other source is a description.
    """
    source = next((source for start, source in SOURCES.items() if said.startswith(start)), None)
    seed = re.search(r"seed ([0-9]{1,18})(; as whole numbers over the common denominator [0-9]+, exactly)?$", said)
    if source is None or seed is None:
        findings.left(name)
        return
    number = len(data.inputs)
    try:
        found: Any = (
            load_data(source, network, number, seed=int(seed[1]), rank_of=rank_of)
            if isinstance(data, DataSet)
            else named_again({"name": source, "seed": int(seed[1]), "samples": number}, network, rank_of)
        )
    except OutOfBudget:
        raise
    except ZerolocusError as reason:
        findings.false(f"{name} says {said}, and there are none: {reason}", name)
        return
    same = found.source == said and found.inputs.shape == data.inputs.shape
    if same and (found.inputs == data.inputs).all() and (found.targets == data.targets).all():
        findings.proved(name)
    else:
        findings.false(f"the data are not what {name} says: {said}", name)
