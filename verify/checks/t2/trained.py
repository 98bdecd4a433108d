"""What the experiments say of Theory II's statements about trained networks (T2 §4, §5, §7): tendencies, all open."""

from __future__ import annotations

from functools import partial
from typing import TypedDict

from ...evidence import Finding
from ...trained import OneCheck, about_training, decide, numbers_of, spoils

tendency = partial(about_training, field="real", open=True)
NOTE = "A tendency that the authors observed; other images than theirs cannot refute it, nor can a few runs confirm it."


class Numbers(TypedDict, total=False):
    """What the falsehoods are decided on: numbers of the checks of E02, E05, E06 and E07."""

    by_scale: list[Draws]
    distant: list[tuple[float, float, float]]  # errors in the middle, and the smaller and the larger one at the ends
    train_error_by_stage: list[float]
    smallest: float
    same_below: float
    pairs: int
    last_over_first_distance: dict[str, list[float]]
    num_train: list[int]
    mean_test_error: list[list[float]]


class Record(TypedDict, total=False):
    """What the faults change in what these experiments measured."""

    noise: list[Noisy]
    pairs: list[Between]
    stages: list[Stage]
    unperturbed: Unperturbed
    largest_train_error: list[float]
    cells: list[list[Cell]]


class Draws(TypedDict):
    """Draws of one size of noise: between which shares of them the loss falls."""

    interval_95: list[float]


class Noisy(TypedDict):
    """The loss before the noise, and after it for each draw."""

    before: float
    loss: list[float]


class Between(TypedDict):
    """Errors from one model to another."""

    error: list[float]


class Stage(TypedDict):
    """Matrices of 1 - cosine between the trajectories, by name."""

    dissimilarity: dict[str, list[list[float]]]


class Unperturbed(TypedDict):
    """The training error of the run without a perturbation."""

    train_error: float


class Cell(TypedDict):
    """Test errors of the networks of one size."""

    test_error: list[float]


@tendency(
    "T2-15",
    "Random noise almost never lowers the loss of a trained model",
    source="T2 §5, App. C, Fig. 38",
    quantifier="with probability",
    note=f"{NOTE} “Significant” is read as 0.1 and more of a layer's standard deviation, the smallest noise of "
    "Fig. 5, “almost never” as 1 in 20.",
)
def noise(instance: OneCheck) -> Finding:
    """the volume of a basin below a loss shrinks exponentially in the number of dimensions as the loss is lowered;
    random noise of a significant size, added to the weights of a trained model, almost never lowers the loss; the
    larger the noise, the more the error rises"""
    return decide(instance)


@noise.false(because="not in half")
@numbers_of("E06", "noise almost never lowers the loss")
def coin(numbers: Numbers) -> str:
    """significant noise lowers the loss as often as it raises it"""
    most = max(row["interval_95"][1] for row in numbers["by_scale"])
    return f"noise lowers the loss in at most {most:.3f} of the draws of any size (95 %), not in half" * (most < 0.5)


@noise.broken(because="noise lowers the loss in too many draws")
@spoils("E06")
def sign(measured: Record) -> None:
    """rises of the loss recorded with the other sign"""
    for row in measured["noise"]:
        row["loss"] = [2 * float(row["before"]) - float(loss) for loss in row["loss"]]


@tendency(
    "T2-16",
    "Nearby models interpolate well, distant ones do not",
    source="T2 §5, App. C, Figs. 4, 30, 37",
    quantifier="generic",
    note=f"{NOTE} The paper does not say how far “distant” is: Fig. 4 splits paths at several epochs with several "
    "strengths of noise, and these are the instances.",
)
def interpolation(instance: OneCheck) -> Finding:
    """the mean of two nearby convergence paths is a convergence path with similar errors at every epoch, and nearby
    models interpolate to similar or slightly lower errors; distant models interpolate to raised errors; walls were
    found in the places that the paper lists, and in no other"""
    return decide(instance)


@interpolation.false(because="the mean of two distant models")
@numbers_of("E06", "interpolation and basins")
def flat(numbers: Numbers) -> str:
    """the mean of two models has no higher error than both, however distant they are"""
    raised = [(middle, larger) for middle, _, larger in numbers["distant"] if middle > larger]
    if not raised:
        return ""
    middle, larger = max(raised)
    return f"the mean of two distant models has the error {middle:g}, and they have {larger:g} at most"


@interpolation.broken(because="mean of near models has a higher error")
@spoils("E06")
def labels(measured: Record) -> None:
    """mean models compared with permuted labels, an error of 0.9"""
    for row in measured["pairs"]:
        row["error"][len(row["error"]) // 2] = 0.9


@tendency(
    "T2-17",
    "No local minimum is met",
    source="T2 §4.3, §5, App. B.4",
    quantifier="for all",
    note=f"{NOTE} “Long enough” has no end: a run whose loss still falls says nothing against it.",
)
def no_local_minimum(instance: OneCheck) -> Finding:
    """even batch gradient descent meets no local minimum: trained long enough with a small enough rate it always comes
    to training error 0; global minima with negligible loss are easily found"""
    return decide(instance)


@no_local_minimum.false(because="the training error falls")
@numbers_of("E02", "training error returns to 0")
def stuck(numbers: Numbers) -> str:
    """training does not lower the training error after the first stage"""
    first, *_, last = numbers["train_error_by_stage"]
    return f"the training error falls from {first:g} after the first stage to {last:g}" * bool(last < first)


@no_local_minimum.broken(because="no longer falls and the training error is not 0")
@spoils("E02")
def stage(measured: Record) -> None:
    """the first stage recorded again and again"""
    measured["stages"] = [measured["stages"][0]] * len(measured["stages"])


@tendency(
    "T2-18",
    "Small perturbations lead to slightly different models, early ones to more different ones",
    source="T2 §4.2, §5, Figs. 3, 4",
    quantifier="with probability",
    note=f"{NOTE} “Almost always” is read as nine of ten, and “slightly different” as 1 - cosine below one half.",
)
def perturbations(instance: OneCheck) -> Finding:
    """SGD run again, or from a slightly perturbed model, almost always takes a slightly different path to a slightly
    different model; the earlier in training the perturbation, the more different the final model"""
    return decide(instance)


@perturbations.false(because="no two of")
@numbers_of("E02", "paths differ")
def same(numbers: Numbers) -> str:
    """SGD run again comes to the same weights"""
    smallest, same = numbers["smallest"], numbers["same_below"]
    return f"no two of {numbers['pairs']} pairs are nearer than 1 - cosine = {smallest:.1e}" * bool(smallest > same)


@perturbations.broken(because="trajectories ended in the same weights")
@spoils("E02")
def order(measured: Record) -> None:
    """all trajectories with the same random order and no perturbation"""
    for row in measured["stages"]:
        row["dissimilarity"] = {k: [[0.0] * len(matrix)] * len(matrix) for k, matrix in row["dissimilarity"].items()}


@tendency(
    "T2-19",
    "Perturbed global minima keep zero training error with other weights",
    source="T2 §4.4, App. B.4, App. E, Figs. 23, 29, 36, 41, 42",
    quantifier="generic",
    note=f"{NOTE} The captions contradict one another in the model and the number of epochs (T2-23): the "
    "experiments have those of the figures that they draw.",
)
def perturbed_minima(instance: OneCheck) -> Finding:
    """a model without training error that is perturbed and trained on keeps training error 0 at other weights; four
    such runs do not come to the same weights, even a small perturbation makes the weights significantly different, and
    the retrained models are different, though a little similar, in their errors"""
    return decide(instance)


@perturbed_minima.false(because="of its distance")
@numbers_of("E05", "runs stay apart")
def return_(numbers: Numbers) -> str:
    """the runs come together: they lose nine tenths of the distance between them"""
    least = min(float(ratio) for ratios in numbers["last_over_first_distance"].values() for ratio in ratios)
    return f"every pair keeps {least:.2f} or more of its distance" * (least > 0.1)


@perturbed_minima.broken(because="there is a training error after the perturbation")
@spoils("E05")
def labels_(measured: Record) -> None:
    """training errors with permuted labels, 0.9"""
    measured["unperturbed"]["train_error"] = 0.0
    measured["largest_train_error"] = [0.9 for _ in measured["largest_train_error"]]


@tendency(
    "T2-20",
    "Overparametrisation does not hurt generalisation",
    source="T2 §7, App. D, Fig. 40",
    quantifier="generic",
    note=NOTE,
)
def overparametrisation(instance: OneCheck) -> Finding:
    """overparametrisation, such as 60 times more parameters than data, does not hurt generalisation at all; the
    trajectories of SGD on random labels show no qualitative difference from those on true labels"""
    return decide(instance)


@overparametrisation.false(because="a larger network has a lower test error")
@numbers_of("E07", "overparametrisation does not hurt")
def rising(numbers: Numbers) -> str:
    """the smallest network has the lowest test error, whatever the number of samples"""
    for num_train, row in zip(numbers["num_train"], numbers["mean_test_error"], strict=True):
        first, least = row[0], min(row[1:])
        if least < first:
            return f"with {num_train} samples a larger network has a lower test error: {least:.3f} after {first:.3f}"
    return ""


@overparametrisation.broken(because="errs on more than")
@spoils("E07")
def guesses(measured: Record) -> None:
    """test errors of the largest networks with permuted labels, 0.9"""
    for row in measured["cells"]:
        row[-1]["test_error"] = [0.9 for _ in row[-1]["test_error"]]
