"""The widths of a network, as text."""

from __future__ import annotations

from .errors import WrongInput

MAX_TEXT = 10_000


def read_widths(text: str) -> list[int]:
    """The numbers of ``--widths``.

    >>> read_widths("2,1,1")
    [2, 1, 1]
    """
    try:
        if len(text) > MAX_TEXT or not text.isascii() or "_" in text:
            raise ValueError
        return [int(part) for part in text.split(",")]
    except ValueError:
        shown = repr(text if len(text) <= 60 else f"{text[:60]}…")
        raise WrongInput(
            f"--widths {shown} is not a list of whole numbers", hint="write --widths 2,1,1", kind="bad_widths"
        ) from None
