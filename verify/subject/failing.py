"""Which operation of a model failed, and in which of its layers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from .endings import pass_on
from .parameters import bad_model

LONGEST = 300  # characters of torch's own words
SHORT = 120  # what is longer is cut after a sentence


def first_words(problem: BaseException) -> str:
    """What an error of torch's or of a user's says: its first line, of a long one the first sentence.

    >>> first_words(ValueError("no such size"))
    'no such size'
    """
    said = str(problem).strip().partition("\n")[0]
    return (said.partition(". ")[0] if len(said) > SHORT else said)[:LONGEST]


class Place:
    """Where a call is."""

    def __init__(self) -> None:
        self.operation, self.layers = "", [""]

    def fails(self, operation: str) -> None:
        """An operation failed; of several, one in the other, the innermost counts."""
        self.operation = self.operation or operation

    def words(self) -> str:
        """The place, for an error."""
        layer = self.layers[-1] or "the model itself"
        return f"{self.operation} in {layer}" if self.operation else layer


@contextmanager
def watched(module: Any) -> Iterator[Place]:
    """Follow the calls of a module: the operation that fails, in the layer that was entered last."""
    import torch
    from torch.overrides import TorchFunctionMode, resolve_name

    place = Place()

    class Following(TorchFunctionMode):
        def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            try:
                return function(*args, **(kwargs or {}))
            except Exception as problem:
                pass_on(problem)
                place.fails(resolve_name(function) or getattr(function, "__name__", str(function)))
                raise

    def entering(name: str) -> Callable[..., None]:
        return lambda *_: place.layers.append(name)

    def leaving(*_: Any) -> None:
        place.layers.pop()

    handles = []
    for name, own in module.named_modules():
        handles += [own.register_forward_pre_hook(entering(name)), own.register_forward_hook(leaving)]
    try:
        with Following(), torch.enable_grad():
            yield place
    finally:
        for handle in handles:
            handle.remove()


def called(module: Any, run: Callable[[], Any], doing: str, hint: str) -> Any:
    """What ``run()`` gives; what it raises is the model's, told with its operation and layer.

    Raises:
        WrongInput: it failed.
    """
    with watched(module) as place:
        try:
            return run()
        except Exception as problem:  # user code
            pass_on(problem)
            words = f"{doing} failed at {place.words()}: {type(problem).__name__}: {first_words(problem)}"
            raise bad_model(words.rstrip(": "), hint) from problem
