"""A claim is declared where it is decided: decorators that make a :class:`verify.claims.Claim` of functions.

What is printed is the docstring of the function that decides it; falsehoods and corrections stand below it::

    @hypothesis
    def full_row_rank(instance):
        \"\"\"rank X = n\"\"\"

    @claim("T3-09", "The minimum-norm solution of Xw = y", hypotheses=(full_row_rank,), ...)
    def lemma_2(instance):
        \"\"\"w⁺ = Xᵀ(XXᵀ)⁻¹y solves Xw = y, and no solution has a smaller norm\"\"\"

    @lemma_2.reading("borrowed")
    def tall_too(instance):
        \"\"\"X of any shape, as two sections later\"\"\"

    @lemma_2.false(because="not solve")
    def no_inverse(instance):
        \"\"\"Xᵀ(XXᵀ)y, as the proof of Corollary 1 prints it\"\"\"

A corrected statement is a claim: it has instances of its own, at and beside its boundaries, and falsehoods of its own,
which must be refuted on them::

    @lemma_2.corrected_at(SQUARE, TALL, ZERO)
    def pseudoinverse(instance):
        \"\"\"X⁺y is the least-squares solution of least norm, for every X\"\"\"

    @pseudoinverse.false(because="no inverse")
    def every_rank(instance):
        \"\"\"Xᵀ(XXᵀ)⁻¹y, for every X\"\"\"

Where a sentence can be read in several ways, ``reading=`` says how the claim's verdict reads it, and each other one is
declared with the objection to it, one of :data:`verify.claims.OBJECTIONS`. So the headline is by rule the verdict of
the one reading to which there is no objection.

A name is said once (the function's, without the underscore at its end that may keep it from another function's) and
a statement once (the docstring's, on as many lines as it takes). Every declaration in a module of
:mod:`verify.checks` is in the registry; there is no list of them to keep.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from functools import partial
from typing import Any

from algebraic.shell import WrongInput

from .claims import Claim, Decide, Draw, Hypothesis, Reading, Search, Settings, Variant
from .evidence import Finding


class Statement:
    """What an instance is decided by, and what is planted beside it."""

    def __init__(self, decide: Decide) -> None:
        self.decide = decide
        self._planted: list[Variant] = []

    def __call__(self, instance: Any) -> Finding:
        """Decide one instance."""
        return self.decide(instance)

    def false(
        self, because: str, name: str = "", draw: Draw | None = None, *, printed: str = "", instead: str = ""
    ) -> Callable[[Decide], Decide]:
        """Plant a false statement: it must be refuted with these words. A name for one that is no identifier.

        ``draw``: of its own instances, where it is about those of a reading. What is like the corrected statement is
        planted beside that. ``printed``: where a paper has it, beside the claim, and ``instead`` of it; the page of the
        errata lists these.
        """
        return self._plant("", because, name, draw, printed, instead)

    def broken(self, because: str, name: str = "", draw: Draw | None = None) -> Callable[[Decide], Decide]:
        """Plant a fault in the check itself."""
        return self._plant("broken: ", because, name, draw)

    def _plant(
        self, kind: str, because: str, name: str, draw: Draw | None, printed: str = "", instead: str = ""
    ) -> Callable[[Decide], Decide]:
        def plant(decide: Decide) -> Decide:
            told = kind + said(decide)
            self._planted.append(
                Variant(name or words(decide), told, decide, because, draw, printed=printed, instead=instead)
            )
            return decide

        return plant


class Corrected(Statement):
    """A corrected statement that is being declared, with the falsehoods of its own."""

    def __init__(self, decide: Decide, draw: Draw | None, num_instances: int, search: Search | None) -> None:
        super().__init__(decide)
        self._draw, self._num_instances, self._search = draw, num_instances, search

    def _plant(
        self, kind: str, because: str, name: str, draw: Draw | None, printed: str = "", instead: str = ""
    ) -> Callable[[Decide], Decide]:
        if draw is not None:
            raise ValueError(f"{because}: what is planted beside a corrected statement is decided on its draws")
        return super()._plant(kind, because, name, draw, printed, instead)

    def variant(self) -> Variant:
        """The statement as the claim holds it."""
        return Variant(
            words(self.decide),
            said(self.decide),
            self.decide,
            draw=self._draw,
            num_instances=self._num_instances,
            planted=tuple(self._planted),
            search=self._search,
        )


class Declaration(Statement):
    """A claim that is being declared: its statement, the corrected one, and other readings."""

    def __init__(self, decide: Decide, **fields: Any) -> None:
        super().__init__(decide)
        self._claim = partial(Claim, decide=decide, statement=said(decide), **fields)
        self._readings: list[Reading] = []
        self._corrected: Corrected | None = None

    def corrected(self, decide: Decide) -> Corrected:
        """The right statement, where the printed one fails, on the instances of the claim alone."""
        return self.corrected_on(None, 0)(decide)

    def corrected_on(
        self, draw: Draw | None, num_instances: int, search: Search | None = None
    ) -> Callable[[Decide], Corrected]:
        """The right statement, which is decided on instances of its own, too, and where a search finds some."""

        def correct(decide: Decide) -> Corrected:
            self._corrected = Corrected(decide, draw, num_instances, search)
            return self._corrected

        return correct

    def corrected_at(self, *instances: Any, search: Search | None = None) -> Callable[[Decide], Corrected]:
        """The right statement, which is decided on these instances, too: its boundaries, each for a reason."""
        return self.corrected_on(in_turn(*instances), len(instances), search)

    def reading(
        self,
        objection: str,
        *,
        draw: Draw | None = None,
        hypotheses: tuple[Hypothesis, ...] = (),
        num_instances: int = 0,
        open: bool = False,
    ) -> Callable[[Decide], Decide]:
        """Another reading, and why it is not the headline; its words are the docstring."""

        def read(decide: Decide) -> Decide:
            self._readings.append(Reading(said(decide), objection, decide, draw, hypotheses, num_instances, open))
            return decide

        return read

    def claim(self) -> Claim:
        """The claim as the registry holds it."""
        readings = tuple(self._readings)
        corrected = self._corrected.variant() if self._corrected else None
        return self._claim(planted=tuple(self._planted), corrected=corrected, readings=readings)


def claim(name: str, title: str, **fields: Any) -> Callable[[Decide], Declaration]:
    """Declare a claim by the function that decides one instance; the fields are those of ``Claim``."""
    return lambda decide: Declaration(decide, id=name, title=title, **fields)


def hypothesis(violated: Callable[[Any], str | None]) -> Hypothesis:
    """A hypothesis: the docstring states it, the function says by how much an instance violates it."""
    return Hypothesis(violated.__name__.rstrip("_"), said(violated), violated)


def in_turn(*instances: Any) -> Draw:
    """A draw of these instances, of as many as there are: each once, in their order.

    >>> draw = in_turn({"n": 0}, {"n": 1}, {"n": 10**6})
    >>> [draw(None, Settings(k / 2)) for k in range(3)]
    [{'n': 0}, {'n': 1}, {'n': 1000000}]
    """

    def draw(_: Any, settings: Settings) -> Any:
        return deepcopy(instances[round(settings.scale * (len(instances) - 1))])

    return draw


def exact(holds: bool, otherwise: str, **measured: Any) -> Finding:
    """An exact finding: what was measured, and what is wrong if it does not hold."""
    return Finding(holds, "exact", measured, "" if holds else otherwise)


def said(function: Callable[..., Any]) -> str:
    """A docstring as one line without its last point.

    Raises:
        WrongInput: there is none; ``python -OO`` drops them.

    >>> def square(instance):
    ...     '''as many equations as weights.'''
    >>> said(square), words(square)
    ('as many equations as weights', 'square')
    """
    if not function.__doc__:
        raise WrongInput(
            f"{function.__name__!r} states nothing: it has no docstring",
            hint="run python without -OO",
            kind="no_statement",
        )
    return " ".join(function.__doc__.split()).removesuffix(".")


def words(function: Callable[..., Any]) -> str:
    """The name of a function as words."""
    return function.__name__.replace("_", " ").strip()
