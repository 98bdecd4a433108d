"""What E16 says of the tables of NMH: skip-networks against the originals, SGD against random features."""

from __future__ import annotations

from typing import TypedDict

from ...evidence import Finding
from ...trained import OneCheck, about_training, decide, numbers_of, spoils


class Row(TypedDict):
    """What is changed of a cell: its kind, and the curves of training errors, for each rate, model and evaluation."""

    kind: str
    train_error: list[list[list[float]]]


class Cells(TypedDict):
    """What is changed of the measurement."""

    cells: list[Row]


@about_training(
    "NMH-12",
    "Sigmoid networks fail without skips and train with them; SGD is better than random features",
    source="NMH §4 (Tables 1, 2), App. F, G (Table 4), H (Table 5)",
    quantifier="exists",
    field="real",
    open=True,
    note="The tables are measurements of eight networks at full width on other images than ours, after 300 to 5,000 "
    "epochs; a quarter-wide VGG11 on 100 patches supports their direction or does not, and decides none of their "
    "entries. What fails to train at one rate from one start is no property of a landscape: E16 trains at several "
    "rates from several starts, and with two controls: M < N skips, of which Theorem 3.4 says nothing, and N skips "
    "from the first layer alone, a shallow readout, of which it speaks. Where the first train as well, the success is "
    "no evidence for M ≥ N; where the second do, none for what skips do to deep layers. The layers and neurons of "
    "the networks are those of NMH-11 and of the papers that they come from; the numbers within the "
    "tables are compared in NMH-16.",
)
def tables(instance: OneCheck) -> Finding:
    """with the sigmoid, CNN13 and the VGGs fail to train (training accuracy at chance) and train with N skips from
    hidden neurons to the output; networks with skips come to zero training error, by SGD and as random features, and
    SGD generalises better; with softplus skips improve the test accuracy; DenseNet121 trains without them
    """
    return decide(instance)


@tables.false(because="ends with the training error")
@numbers_of("E16", "skips: trains")
def with_skips_too(numbers: dict[str, list[dict[str, dict[str, list[float]]]]]) -> str:
    """a sigmoid VGG fails with skips, too: its training error stays near that of guessing, 0.9"""
    worst = max(max(row["M = N skips"]["train_error"]) for row in numbers["networks"])
    return f"with skips the best run ends with the training error {worst:.2f}" * (worst < 0.8)


@tables.broken(because="without skips a model ends with")
@spoils("E16")
def predictions(measured: Cells) -> None:
    """predictions compared with themselves, an error of 0 for every network"""
    for row in measured["cells"]:
        row["train_error"] = [[[0.0] * len(model) for model in rate] for rate in row["train_error"]]
