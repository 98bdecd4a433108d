"""Which data a task has: the images of a name, or one's own."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from typing import Annotated

from ..data import IMAGE_SHAPES, NAMES, NUM_CLASSES, PREFIX, PREPROCESSING, VARIANTS, OwnImages, own_images
from ..shell import OneOf, Range, Seed, check_fields, refuse

COUNT = Range(1, kind="bad_count")
VARIANT = OneOf(VARIANTS, kind="unknown_choice")


class ADataSet(OneOf):
    """One of ours, or of one's own."""

    def check(self, name: str, value: object) -> None:
        """Refuse another name."""
        if not (isinstance(value, str) and value.startswith(PREFIX)):
            super().check(name, value)


@dataclass(frozen=True)
class DataSpec:
    """Which data: the arguments of :func:`netsim.data.load_dataset`."""

    name: Annotated[str, ADataSet(NAMES, kind="unknown_choice")] = "patches"
    num_train: Annotated[int, COUNT] | None = None
    num_test: Annotated[int, COUNT] | None = None
    seed: Seed = 0
    labels: Annotated[str, VARIANT] = "true"
    inputs: Annotated[str, VARIANT] = "true"
    preprocess: Annotated[str, OneOf(tuple(PREPROCESSING), kind="unknown_choice")] = "standard"
    data_dir: str | None = None
    own: OwnImages | None = None

    def __post_init__(self) -> None:
        check_fields(self)
        if (self.own.name if self.own else "") != (self.name if self.name.startswith(PREFIX) else ""):
            raise refuse(f"name is {self.name!r}, which is not that of own", "write own_data(PATH, …)")
        for what, wanted in (("num_train", self.num_train), ("num_test", self.num_test)):
            if self.own is not None and wanted is not None and wanted > (most := getattr(self.own, what)):
                raise refuse(f"{what} is {wanted:,}, and your data has {most:,}", f"give at most {most}")

    @property
    def shape(self) -> tuple[int, int, int]:
        """(channels, height, width) of an image."""
        return self.own.shape if self.own else IMAGE_SHAPES[self.name]

    @property
    def num_classes(self) -> int:
        """Of the labels."""
        return self.own.num_classes if self.own else NUM_CLASSES

    def document(self) -> dict[str, str | int | None]:
        """All that determines the images, wherever they are: of one's own the hash."""
        plain = asdict(self)
        del plain["own"]
        return {**plain, "own": self.own.sha256} if self.own else plain


def own_data(
    path: str | os.PathLike[str],
    *,
    num_train: int | None = None,
    num_test: int | None = None,
    seed: int = 0,
    labels: str = "true",
    preprocess: str = "standard",
) -> DataSpec:
    """Images of one's own as the data of a task: see :func:`netsim.data.own_images`, and :class:`DataSpec`.

    Raises:
        Missing: there is nothing at the path.
        WrongInput: it is no data set, or has fewer images.
    """
    own = own_images(path)
    return DataSpec(own.name, num_train, num_test, seed=seed, labels=labels, preprocess=preprocess, own=own)
