"""Questions about rows, such as ``widths[0] == 2 and defect > 0``: parsed and interpreted, never run as Python.

Arithmetic, comparisons, ``and``, ``or``, ``not``, indices and slices, ``len``, ``min``, ``max``, ``sum``, ``abs``,
``unimodal`` and ``nonincreasing``; columns by name. A column that is not decided (``None``) leaves undecided what
depends on it.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, cast

from ..shell import WrongInput, printable
from .rows import Row

LONGEST = 2_000  # characters
DEEPEST = 60  # parts inside parts
LARGEST_BITS = 4_096  # of a number on the way

Cell = int | str | bool | list[int] | None
Columns = Mapping[str, Cell]
Meaning = Callable[[Columns], Any]


class Undecided(Exception):
    """A column that the answer depends on is not decided."""


def nonincreasing(values: list[int]) -> bool:
    """Whether no value is larger than the one before.

    >>> nonincreasing([3, 3, 1]), nonincreasing([1, 2])
    (True, False)
    """
    return all(before >= after for before, after in pairwise(values))


def unimodal(values: list[int]) -> bool:
    """Whether they rise (not strictly) to some place and fall from there.

    >>> unimodal([2, 3, 3, 1]), unimodal([3, 2, 3])
    (True, False)
    """
    falling = False
    for before, after in pairwise(values):
        if after > before and falling:
            return False
        falling = falling or after < before
    return True


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "len": len, "min": min, "max": max, "sum": sum, "abs": abs, "unimodal": unimodal,
    "nonincreasing": nonincreasing,
}  # fmt: skip
ARITHMETIC: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
COMPARISONS: dict[type, Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


class Expression:
    """A question about a row.

    Args:
        text: the question.
        columns: the names that it may use.

    Raises:
        WrongInput: it does not parse, or uses what is unknown; the place is shown.

    >>> question = Expression("len(widths) == 3 and defect > 0", ["widths", "defect"])
    >>> question({"widths": [2, 3, 1], "defect": 1}), question({"widths": [2, 1], "defect": 1})
    (True, False)
    """

    def __init__(self, text: str, columns: Any) -> None:
        self.text, self._columns = text, list(columns)
        if len(text) > LONGEST:
            raise _bad(f"an expression of {len(text):,} characters (limit {LONGEST:,})")
        try:
            tree = ast.parse(text.strip() or " ", mode="eval")
        except SyntaxError as problem:
            raise self._at(text.strip(), (problem.offset or 1) - 1, "does not parse") from None
        except (ValueError, RecursionError, MemoryError):
            raise _bad(f"{printable(text[:60])!r} does not parse") from None
        self._text = text.strip()
        self._meaning = self._read(tree.body, 0)

    def __call__(self, row: Row | Columns) -> bool:
        """Whether it holds for a row.

        Raises:
            Undecided: it depends on what is not decided.
            WrongInput: it makes no sense for this row, such as an index beyond the end.
        """
        try:
            return bool(self._meaning(cast(Columns, row)))
        except IndexError:
            raise WrongInput(
                f"{printable(self.text)!r} asks {row.get('label', 'this row')} for a place that it does not have",
                hint="begin with len(widths) > …, or use widths[0], widths[-1]",
                kind="bad_expression",
            ) from None
        except (TypeError, ValueError, ZeroDivisionError, OverflowError) as problem:
            raise _bad(f"{printable(self.text)!r} of {row.get('label', 'this row')}: {problem}") from None

    def _read(self, node: ast.AST, depth: int) -> Meaning:
        if depth > DEEPEST:
            raise _bad(f"more than {DEEPEST} parts inside each other")
        deeper = depth + 1
        match node:
            case ast.Constant(value=int() as value):
                if abs(value).bit_length() > LARGEST_BITS:
                    raise self._unknown(node, "the number is too large")
                return lambda row: value
            case ast.Constant(value=str() as value):
                return lambda row: value
            case ast.Name(id=name):
                if name not in self._columns:
                    known = ", ".join(self._columns)
                    raise self._unknown(node, f"no column {printable(name[:60])!r}; there are {known}")
                return lambda row: _decided(row[name])
            case ast.BoolOp(op=ast.And(), values=parts):
                meanings = [self._read(part, deeper) for part in parts]
                return lambda row: _settled(meanings, row, False)
            case ast.BoolOp(op=ast.Or(), values=parts):
                meanings = [self._read(part, deeper) for part in parts]
                return lambda row: _settled(meanings, row, True)
            case ast.UnaryOp(op=ast.Not(), operand=part):
                meaning = self._read(part, deeper)
                return lambda row: not meaning(row)
            case ast.UnaryOp(op=ast.USub(), operand=part):
                meaning = self._read(part, deeper)
                return lambda row: -meaning(row)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in ARITHMETIC:
                first, second, apply = self._read(left, deeper), self._read(right, deeper), ARITHMETIC[type(op)]
                return lambda row: _small(apply, first(row), second(row))
            case ast.Compare(left=left, ops=ops, comparators=others) if all(type(op) in COMPARISONS for op in ops):
                terms = [self._read(part, deeper) for part in (left, *others)]
                signs = [COMPARISONS[type(op)] for op in ops]
                return lambda row: _compared(terms, signs, row)
            case ast.Subscript(value=whole, slice=ast.Slice(lower=lower, upper=upper, step=None)):
                values = self._read(whole, deeper)
                ends = [None if end is None else self._read(end, deeper) for end in (lower, upper)]
                return lambda row: values(row)[slice(*(None if end is None else end(row) for end in ends))]
            case ast.Subscript(value=whole, slice=place):
                values, index = self._read(whole, deeper), self._read(place, deeper)
                return lambda row: values(row)[index(row)]
            case ast.Call(func=ast.Name(id=name), args=given, keywords=[]) if name in FUNCTIONS and given:
                function, arguments = FUNCTIONS[name], [self._read(part, deeper) for part in given]
                return lambda row: function(*(argument(row) for argument in arguments))
        raise self._unknown(node, f"{', '.join(FUNCTIONS)}, arithmetic, comparisons, and, or, not are known")

    def _unknown(self, node: ast.AST, hint: str) -> WrongInput:
        line = self._text.encode()[: getattr(node, "col_offset", 0)].decode(errors="replace")
        return self._at(self._text, len(line), hint)

    def _at(self, text: str, place: int, hint: str) -> WrongInput:
        """The place shown between the words before it and after it."""
        before, after = text[max(0, place - 30) : place], text[place : place + 30]
        return _bad(f"the expression does not parse here: {printable(before)}⟨{printable(after)}⟩: {hint}")


def _decided(value: Any) -> Any:
    if value is None:
        raise Undecided
    return value


def _settled(meanings: list[Meaning], row: Columns, settles: bool) -> bool:
    """``and``, ``or``: one part may settle it though another is undecided."""
    undecided = False
    for meaning in meanings:
        try:
            if bool(meaning(row)) is settles:
                return settles
        except Undecided:
            undecided = True
    if undecided:
        raise Undecided
    return not settles


def _compared(terms: list[Meaning], signs: list[Callable[[Any, Any], bool]], row: Columns) -> bool:
    values = [term(row) for term in terms]
    return all(sign(a, b) for sign, a, b in zip(signs, values, values[1:], strict=False))


def _small(apply: Callable[[Any, Any], Any], first: Any, second: Any) -> int:
    """Arithmetic on whole numbers only, and on small ones: no list is repeated, no power explodes."""
    for value in (first, second):
        if not isinstance(value, int) or value.bit_length() > LARGEST_BITS:
            raise ValueError(f"arithmetic with {printable(str(value)[:60])}")
    if apply is operator.pow and (second < 0 or max(first.bit_length(), 1) * second > LARGEST_BITS):
        raise ValueError("a power that is too large, or of a negative exponent")
    return int(apply(first, second))


def _bad(cause: str) -> WrongInput:
    return WrongInput(cause, hint="such as: widths[0] == 2 and defect > 0", kind="bad_expression")
