"""What the experiments say of Theory II's statements about trained networks (T2 §4, §5, §7): tendencies, all open."""

from __future__ import annotations

from typing import Any

from ...trained import Measured, broken, false, trained_claim

NOTE = "A tendency that the authors observed; other images than theirs cannot refute it, nor can a few runs confirm it."


def _rarely_lower(numbers: dict[str, Any]) -> str:
    most = max(row["interval_95"][1] for row in numbers["by_scale"])
    return f"noise lowers the loss in at most {most:.3f} of the draws of any size (95 %), not in half" * (most < 0.5)


def _turn_rises(measured: Measured) -> None:
    for row in measured["noise"]:
        row["loss"] = [2 * float(row["before"]) - float(loss) for loss in row["loss"]]


def _raised(numbers: dict[str, Any]) -> str:
    raised = [(middle, larger) for middle, _, larger in numbers["distant"] if middle > larger]
    if not raised:
        return ""
    middle, larger = max(raised)
    return f"the mean of two distant models has the error {middle:g}, and they have {larger:g} at most"


def _guess_at_the_middle(measured: Measured) -> None:
    for row in measured["pairs"]:
        row["error"][len(row["error"]) // 2] = 0.9


def _falls(numbers: dict[str, Any]) -> str:
    first, *_, last = numbers["train_error_by_stage"]
    return f"the training error falls from {first:g} after the first stage to {last:g}" * bool(last < first)


def _first_stage_again(measured: Measured) -> None:
    measured["stages"] = [measured["stages"][0]] * len(measured["stages"])


def _never_the_same(numbers: dict[str, Any]) -> str:
    smallest, same = numbers["smallest"], numbers["same_below"]
    return f"no two of {numbers['pairs']} pairs are nearer than 1 - cosine = {smallest:.1e}" * bool(smallest > same)


def _one_random_order(measured: Measured) -> None:
    for row in measured["stages"]:
        row["dissimilarity"] = {k: [[0.0] * len(matrix)] * len(matrix) for k, matrix in row["dissimilarity"].items()}


def _distance_is_kept(numbers: dict[str, Any]) -> str:
    least = min(float(ratio) for ratios in numbers["last_over_first_distance"].values() for ratio in ratios)
    return f"every pair keeps {least:.2f} or more of its distance" * (least > 0.1)


def _error_of_other_labels(measured: Measured) -> None:
    measured["unperturbed"]["train_error"] = 0.0
    measured["largest_train_error"] = [0.9 for _ in measured["largest_train_error"]]


def _not_monotone(numbers: dict[str, Any]) -> str:
    for num_train, row in zip(numbers["num_train"], numbers["mean_test_error"], strict=True):
        first, least = row[0], min(row[1:])
        if least < first:
            return f"with {num_train} samples a larger network has a lower test error: {least:.3f} after {first:.3f}"
    return ""


def _guesses_of_the_largest(measured: Measured) -> None:
    for row in measured["cells"]:
        row[-1]["test_error"] = [0.9 for _ in row[-1]["test_error"]]


CLAIMS = (
    trained_claim(
        "T2-15",
        title="Random noise almost never lowers the loss of a trained model",
        source="T2 §5, App. C, Fig. 38",
        statement="the volume of a basin below a loss shrinks exponentially in the number of dimensions as the loss is "
        "lowered; random noise of a significant size, added to the weights of a trained model, almost never lowers "
        "the loss; the larger the noise, the more the error rises",
        quantifier="with probability",
        field="real",
        open=True,
        planted=(
            false(
                "coin",
                "significant noise lowers the loss as often as it raises it",
                ("E06", "noise almost never lowers the loss"),
                _rarely_lower,
                "not in half",
            ),
            broken(
                "sign",
                "rises of the loss recorded with the other sign",
                "E06",
                _turn_rises,
                "noise lowers the loss in too many draws",
            ),
        ),
        note=f"{NOTE} “Significant” is read as 0.1 and more of a layer's standard deviation, the smallest noise of "
        "Fig. 5, “almost never” as 1 in 20.",
    ),
    trained_claim(
        "T2-16",
        title="Nearby models interpolate well, distant ones do not",
        source="T2 §5, App. C, Figs. 4, 30, 37",
        statement="the mean of two nearby convergence paths is a convergence path with similar errors at every epoch, "
        "and nearby models interpolate to similar or slightly lower errors; distant models interpolate to raised "
        "errors; walls were found in the places that the paper lists, and in no other",
        quantifier="generic",
        field="real",
        open=True,
        planted=(
            false(
                "flat",
                "the mean of two models has no higher error than both, however distant they are",
                ("E06", "interpolation and basins"),
                _raised,
                "the mean of two distant models",
            ),
            broken(
                "labels",
                "mean models compared with permuted labels, an error of 0.9",
                "E06",
                _guess_at_the_middle,
                "mean of near models has a higher error",
            ),
        ),
        note=f"{NOTE} The paper does not say how far “distant” is: Fig. 4 splits paths at several epochs with several "
        "strengths of noise, and these are the instances.",
    ),
    trained_claim(
        "T2-17",
        title="No local minimum is met",
        source="T2 §4.3, §5, App. B.4",
        statement="even batch gradient descent meets no local minimum: trained long enough with a small enough rate it "
        "always comes to training error 0; global minima with negligible loss are easily found",
        quantifier="for all",
        field="real",
        open=True,
        planted=(
            false(
                "stuck",
                "training does not lower the training error after the first stage",
                ("E02", "training error returns to 0"),
                _falls,
                "the training error falls",
            ),
            broken(
                "stage",
                "the first stage recorded again and again",
                "E02",
                _first_stage_again,
                "no longer falls and the training error is not 0",
            ),
        ),
        note=f"{NOTE} “Long enough” has no end: a run whose loss still falls says nothing against it.",
    ),
    trained_claim(
        "T2-18",
        title="Small perturbations lead to slightly different models, early ones to more different ones",
        source="T2 §4.2, §5, Figs. 3, 4",
        statement="SGD run again, or from a slightly perturbed model, almost always takes a slightly different path to "
        "a slightly different model; the earlier in training the perturbation, the more different the final model",
        quantifier="with probability",
        field="real",
        open=True,
        planted=(
            false(
                "same",
                "SGD run again comes to the same weights",
                ("E02", "paths differ"),
                _never_the_same,
                "no two of",
            ),
            broken(
                "order",
                "all trajectories with the same random order and no perturbation",
                "E02",
                _one_random_order,
                "trajectories ended in the same weights",
            ),
        ),
        note=f"{NOTE} “Almost always” is read as nine of ten, and “slightly different” as 1 - cosine below one half.",
    ),
    trained_claim(
        "T2-19",
        title="Perturbed global minima keep zero training error with other weights",
        source="T2 §4.4, App. B.4, App. E, Figs. 23, 29, 36, 41, 42",
        statement="a model without training error that is perturbed and trained on keeps training error 0 at other "
        "weights; four such runs do not come to the same weights, even a small perturbation makes the weights "
        "significantly different, and the retrained models are different, though a little similar, in their errors",
        quantifier="generic",
        field="real",
        open=True,
        planted=(
            false(
                "return",
                "the runs come together: they lose nine tenths of the distance between them",
                ("E05", "runs stay apart"),
                _distance_is_kept,
                "of its distance",
            ),
            broken(
                "labels",
                "training errors with permuted labels, 0.9",
                "E05",
                _error_of_other_labels,
                "there is a training error after the perturbation",
            ),
        ),
        note=f"{NOTE} The captions contradict one another in the noise and the number of epochs (T2-23): the "
        "experiments have those of the figures that they draw.",
    ),
    trained_claim(
        "T2-20",
        title="Overparametrisation does not hurt generalisation",
        source="T2 §7, App. D, Fig. 40",
        statement="overparametrisation, such as 60 times more parameters than data, does not hurt generalisation at "
        "all; the trajectories of SGD on random labels show no qualitative difference from those on true labels",
        quantifier="generic",
        field="real",
        open=True,
        planted=(
            false(
                "rising",
                "the smallest network has the lowest test error, whatever the number of samples",
                ("E07", "overparametrisation does not hurt"),
                _not_monotone,
                "a larger network has a lower test error",
            ),
            broken(
                "guesses",
                "test errors of the largest networks with permuted labels, 0.9",
                "E07",
                _guesses_of_the_largest,
                "errs on more than",
            ),
        ),
        note=NOTE,
    ),
)
