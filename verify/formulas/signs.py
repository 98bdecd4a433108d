"""The signs and words that formulas in plain text are made of."""

from __future__ import annotations

import re
from typing import Any, TypeAlias


def _words(text: str) -> list[str]:
    return re.findall(r"\S+", text)


GREEK = "αβγδεζηθικλμνξπρστυφχψωΔΓΛΠΣΦΨΩℓ"
ACCENTS = {"\u0302": "hat", "\u0307": "dot", "\u0303": "tilde"}
COMPOSED = "ŶŷŵẆẇṡẋ"  # letter and accent in one sign
RAISED = dict(
    zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵀᵐᵗ", ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "+", "−", "T", "m", "t"], strict=True)
)
LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋", ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "+", "−"], strict=True))
PRIMES = "′″'"
SINGLE = "∇∂∞∅ℂℝ½¼¾•∫"
LARGE = "ΣΠ∏"
BINARY = "+−·×=≠≤≥<>≼≽≈∈→↦∝±∘⊗/∖↔⇒"
CLOSING = {"(": ")", "[": "]", "{": "}", "⟨": "⟩", "‖": "‖", "|": "|"}
NAMED = _words("rank min max sup inf dim det diag log exp lim sin cos cosh tanh vec sign vol tr Null Col ReLU smooLU ")
PRODUCTS = _words(
    "XX YX EX AX BX MX NX HW QW WX AB PA PQ BM dN dw dS df dt vw wx vwx xx Xw Hw Pw Jw Nd tH sz sW sY bc az bz fx "
    "Vf vL vb ab AM aw uz dy rk "
)
WORDS = _words("of over number equations product the degrees not integer every other row all ")
SIGNS = set(GREEK + COMPOSED + "".join(RAISED) + "".join(LOWERED) + "′″∇∂∞∅ℂℝ½¼¾∫√∏" + BINARY + "⟨⟩‖^") - set("/=+<>")
REFERENCE = re.compile(
    r"(?:T2|T3|C18|NMH)(?:-\d\d)?\b|E\d\d\b|[a-z]\w+_\w+|--[\w-]+|L-BFGS|e\.g\.|i\.e\.|[A-Z]{2,}[0-9]+"
)
MORE = re.compile(
    rf"[·×^√|‖({GREEK}{''.join(RAISED)}]|(?:[A-Za-z]|{'|'.join(PRODUCTS)})(?![A-Za-z-])| ?[<>≤≥=+−·×∈≠→/]"
)  # behind a number in a formula

Piece: TypeAlias = tuple[str, Any]  # a kind, and a text or a list of pieces
