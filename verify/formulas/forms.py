"""A sentence with formulas as TeX between dollars, and as HTML with MathML, which browsers show without any script."""

from __future__ import annotations

import unicodedata
from html import escape

from .parse import Formula, split
from .signs import ACCENTS, LOWERED, RAISED, Piece

TEX = {
    "−": "-", "·": r"\cdot ", "×": r"\times ", "≠": r"\ne ", "≤": r"\le ", "≥": r"\ge ", "≼": r"\preceq ",
    "≽": r"\succeq ", "≈": r"\approx ", "∈": r"\in ", "→": r"\to ", "↦": r"\mapsto ", "∝": r"\propto ", "±": r"\pm ",
    "∘": r"\circ ", "⊗": r"\otimes ", "∖": r"\setminus ", "⇒": r"\Rightarrow ", "↔": r"\leftrightarrow ",
    "ε": r"\varepsilon ", "φ": r"\varphi ", "…": r"\ldots ", "‖": r"\|", "|": "|", "{": r"\{", "}": r"\}",
    "⟨": r"\langle ", "⟩": r"\rangle ", "∇": r"\nabla ", "∂": r"\partial ", "∞": r"\infty ",
    "∅": r"\emptyset ", "ℂ": r"\mathbb{C}",
    "ℝ": r"\mathbb{R}", "½": r"\tfrac{1}{2}", "¼": r"\tfrac{1}{4}", "¾": r"\tfrac{3}{4}", "•": r"\bullet ",
    "∫": r"\int ", "Σ": r"\sum ", "Π": r"\prod ", "∏": r"\prod ", "ℓ": r"\ell ", "′": r"\prime ", "″": r"\prime\prime ",
    "'": r"\prime ",
}  # fmt: skip
KNOWN = ("min", "max", "sup", "inf", "dim", "det", "log", "exp", "lim", "sin", "cos", "cosh", "tanh")
HALVES = {"½": ("1", "2"), "¼": ("1", "4"), "¾": ("3", "4")}


def in_tex(sentence: str) -> str:
    r"""A sentence with its formulas as TeX between dollars.

    Raises:
        WrongInput: a sign of mathematics stands in no formula.

    >>> in_tex("the degree is D_{k+1} = ℓ(D_k + 1), not ℓ^d")
    'the degree is $D_{k+1} = \\ell (D_{k} + 1)$, not $\\ell^{d}$'
    >>> in_tex("w⁺ = Xᵀ(XXᵀ)⁻¹y solves it")
    '$w^{+} = X^{\\mathsf{T}}(XX^{\\mathsf{T}})^{-1}y$ solves it'
    """
    return "".join(part if isinstance(part, str) else f"${_row_tex(part.nodes)}$" for part in split(sentence))


def in_html(sentence: str) -> str:
    """A sentence as HTML, its formulas as MathML with the source beside them.

    Raises:
        WrongInput: a sign of mathematics stands in no formula.

    >>> print(in_html("N < K²"))
    <math alttext="N &lt; K²"><mi>N</mi><mo>&lt;</mo><msup><mi>K</mi><mrow><mn>2</mn></mrow></msup></math>
    """
    return "".join(escape(part, quote=False) if isinstance(part, str) else _math(part) for part in split(sentence))


def _math(formula: Formula) -> str:
    return f'<math alttext="{escape(formula.source)}">{_row_html(formula.nodes)}</math>'


def _row_tex(nodes: list[Piece]) -> str:
    return "".join(_tex(node, nodes, place) for place, node in enumerate(nodes)).strip()


def _row_html(nodes: list[Piece]) -> str:
    return "".join(_html(node, nodes, place) for place, node in enumerate(nodes))


def _tex(node: Piece, row: list[Piece], place: int) -> str:
    kind, inner = node
    if isinstance(inner, list):
        if kind == "root":
            body = _without_brackets(inner)
            return rf"\sqrt{{{_row_tex(body)}}}"
        base, lower, upper = _parts(node)
        shown = _tex(base, row, place).strip()
        if base[0] == "accent":
            shown = f"{{{shown}}}"
        return shown + (f"_{{{_row_tex(lower)}}}" if lower else "") + (f"^{{{_row_tex(upper)}}}" if upper else "")
    if kind == "space":
        return _space(row, place, tight=" ", wide=r"\,", wider=r"\;")
    if kind == "text":
        return rf"\text{{{inner}}}"
    if kind in ("function", "name"):
        named = f"\\{inner} " if inner in KNOWN else rf"\operatorname{{{inner}}}"
        return named if kind == "function" else rf"\mathrm{{{inner}}}"
    if kind == "accent":
        letter, accent = list(unicodedata.normalize("NFD", inner))
        return rf"\{ACCENTS[accent]}{{{_sign(letter).strip()}}}"
    if kind == "transpose":
        return r"\mathsf{T}"
    if kind == "digit":
        return f"{inner[0]}_{{{inner[1]}}}"
    if kind == "number":
        return inner.replace(",", "{,}").replace("…", r"\ldots ")
    if kind == "large" and not _is_large(row, place):
        return rf"\{unicodedata.name(inner).rpartition(' ')[2].title()} " if inner != "∏" else r"\prod "
    return "".join(_sign(RAISED.get(sign, LOWERED.get(sign, sign))) for sign in inner)


def _sign(sign: str) -> str:
    if sign in TEX:
        return TEX[sign]
    if sign.isascii():
        return sign
    name = unicodedata.name(sign).removeprefix("GREEK ")
    letter = name.rpartition(" ")[2].lower().replace("lamda", "lambda")
    return f"\\{letter if name.startswith('SMALL') else letter.title()} "


def _parts(node: Piece) -> tuple[Piece, list[Piece], list[Piece]]:
    """Base, index and exponent of a node, each as a row; brackets that only hold them together are left out."""
    _, inner = node
    if node[0] == "index":
        raise AssertionError("an index stands behind a base")
    base, (_, lower), (_, upper) = inner
    return base, _hanging(lower), _hanging(upper)


def _hanging(nodes: list[Piece]) -> list[Piece]:
    found: list[Piece] = []
    for kind, inner in nodes:
        if kind == "index":
            mark, *rest = inner
            derivative = mark[1] == "^" and len(rest) == 3 and rest[0][1] == "(" and rest[1][0] == "letters"
            found += rest if derivative and rest[1][1] in "rk" else _without_brackets(rest)
        elif kind == "raised":
            found.append(("transpose" if inner == "ᵀ" else _kind(RAISED[inner]), RAISED[inner]))
        elif kind == "lowered":
            found.append((_kind(LOWERED[inner]), LOWERED[inner]))
        else:
            found.append((kind, inner))
    return found


def _kind(sign: str) -> str:
    return "number" if sign.isdigit() else "letters" if sign.isalpha() else "operator"


def _without_brackets(nodes: list[Piece]) -> list[Piece]:
    if len(nodes) > 2 and nodes[0] in (("open", "("), ("open", "{")) and nodes[-1][0] == "close":
        return nodes[1:-1]
    return nodes


def _is_large(row: list[Piece], place: int) -> bool:
    """Whether a Σ or Π here is over something: there is a factor behind it."""
    rest = [node for node in row[place + 1 :] if node[0] != "space"]
    return bool(rest) and rest[0][0] not in ("operator", "close", "separator")


def _space(row: list[Piece], place: int, tight: str, wide: str, wider: str) -> str:
    """Between factors a narrow space, between numbers, as in a row of a matrix, a wider one; none beside operators."""
    before, after = row[place - 1][0] if place else "", row[place + 1][0] if place + 1 < len(row) else ""
    if "operator" in (before, after) or "large" in (before, after) or before in ("open", "") or not after:
        return tight
    if before == "separator":
        return " "
    return wider if "number" in (before, after) else wide


def _html(node: Piece, row: list[Piece], place: int) -> str:
    kind, inner = node
    if isinstance(inner, list):
        if kind == "root":
            return f"<msqrt>{_row_html(_without_brackets(inner))}</msqrt>"
        base, lower, upper = _parts(node)
        parts = [_html(base, row, place)] + [f"<mrow>{_row_html(each)}</mrow>" for each in (lower, upper) if each]
        tag = "msubsup" if lower and upper else "msub" if lower else "msup"
        return f"<{tag}>{''.join(parts)}</{tag}>"
    if kind == "space":
        width = _space(row, place, tight="", wide="0.17em", wider="0.4em").strip()
        return f'<mspace width="{width}"/>' if width else ""
    if kind == "digit":
        return f"<msub><mi>{inner[0]}</mi><mn>{inner[1]}</mn></msub>"
    if kind == "accent":
        letter, accent = list(unicodedata.normalize("NFD", inner))
        shown = {"hat": "^", "dot": "˙", "tilde": "~"}[ACCENTS[accent]]
        return f'<mover accent="true"><mi>{letter}</mi><mo stretchy="false">{shown}</mo></mover>'
    if kind in ("function", "name", "transpose", "text"):
        gap = "<mo>\u2061</mo>" if kind == "function" else ""
        return f"<mtext>{inner}</mtext>" if kind == "text" else f'<mi mathvariant="normal">{inner}</mi>{gap}'
    if kind == "number":
        return f"<mn>{inner}</mn>"
    if inner in HALVES:
        above, below = HALVES[inner]
        return f"<mfrac><mn>{above}</mn><mn>{below}</mn></mfrac>"
    if kind == "letters":
        return "".join(f"<mi>{escape(sign)}</mi>" for sign in inner)
    if kind == "large":
        return f"<mo>{'∑' if inner == 'Σ' else '∏'}</mo>" if _is_large(row, place) else f"<mi>{inner}</mi>"
    fixed = ' stretchy="false"' if kind in ("open", "close") else ""
    return f"<mo{fixed}>{escape(inner)}</mo>"
