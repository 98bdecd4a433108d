"""A parser by descent for formulas in plain text: terms, factors, and what hangs on them."""

from __future__ import annotations

import re

from .signs import (
    ACCENTS,
    BINARY,
    CLOSING,
    COMPOSED,
    GREEK,
    LARGE,
    LOWERED,
    MORE,
    NAMED,
    PRIMES,
    PRODUCTS,
    RAISED,
    SIGNS,
    SINGLE,
    WORDS,
    Piece,
)


class Reader:
    """Reads one formula from a place in a sentence on."""

    def __init__(self, text: str, place: int) -> None:
        self.text, self.place = text, place
        self.bars = ""  # what is open of | and ‖: the next one closes it

    def at(self, signs: str) -> str:
        """The next character, if it is one of these."""
        here = self.text[self.place : self.place + 1]
        return here if here and here in signs else ""

    def formula(self, inside: bool = False) -> list[Piece] | None:
        """Terms with operators between them."""
        nodes: list[Piece] = []
        operator = self.operator()
        if operator:
            nodes.append(operator)
            self.space(nodes)
        while True:
            start, kept = self.place, len(nodes)
            factor = self.factor(inside or bool(nodes))
            if factor is None:
                self.place = start
                break
            nodes += factor
            after = self.place
            if (
                not inside
                and kept == 0
                and self.text[start:after] in ("a", "A", "I")
                and self.text[after : after + 1] == " "
            ) and self.text[after + 1 : after + 2] not in BINARY:
                return None
            self.space(nodes)
            if (operator := self.operator()) is not None:
                nodes.append(operator)
                self.space(nodes)
                if (sign := self.operator()) is not None:  # y = −1
                    nodes.append(sign)
                continue
            if self.place > after and not self.goes_on(inside):
                self.place = after
                while nodes[-1] == ("space", " "):
                    nodes.pop()
                break
            assert len(nodes) > kept
        while nodes and nodes[-1] == ("space", " "):
            nodes.pop()
            self.place -= 1
        return nodes or None

    def space(self, nodes: list[Piece]) -> None:
        """One space, which stands between what is multiplied, too."""
        if self.at(" "):
            self.place += 1
            nodes.append(("space", " "))

    def operator(self) -> Piece | None:
        """A binary operator or a relation; ``-`` is none, it is a hyphen."""
        here = self.at(BINARY)
        if not here:
            return None
        self.place += 1
        return ("operator", here)

    def goes_on(self, inside: bool) -> bool:
        """Whether what follows a space is a factor of the same product: no article, no word, no number."""
        ahead = Reader(self.text, self.place)
        if not ahead.factor(True):
            return False
        source = self.text[self.place : ahead.place]
        if re.fullmatch(r"[aAI]", source):
            following = self.text[ahead.place : ahead.place + 2].strip()[:1]
            return bool(following) and following in BINARY
        return not re.fullmatch(r"\d+|[A-Za-z]{2,}", source) or source in PRODUCTS or source in NAMED

    def factor(self, inside: bool) -> list[Piece] | None:
        """An atom with what hangs on it."""
        atom = self.atom(inside)
        return None if atom is None else self.hung(atom)

    def hung(self, atom: list[Piece]) -> list[Piece]:
        """Exponents, indices, primes and stars behind an atom."""
        *before, base = atom
        lower: list[Piece] = []
        upper: list[Piece] = []
        while self.place < len(self.text):
            here = self.text[self.place]
            after = self.text[self.place + 1 : self.place + 2]
            if here in RAISED:
                self.place += 1
                upper.append(("raised", here))
            elif here in LOWERED:
                self.place += 1
                lower.append(("lowered", here))
            elif here in PRIMES and not (here == "'" and after.isalpha() and after not in "WXYZ"):
                self.place += 1
                upper.append(("prime", here))
            elif here == "*" and not after.isalnum():
                self.place += 1
                upper.append(("star", here))
            elif here == "_" and (index := self.index()):
                lower.append(index)
            elif here == "^" and (index := self.index()):
                upper.append(index)
            else:
                break
        if lower or upper:
            base = ("hung", [base, ("row", lower), ("row", upper)])
        return [*before, base]

    def index(self) -> Piece | None:
        """What stands behind ``_`` or ``^``: a group, or letters and digits up to the next letter with an index."""
        start = self.place
        mark = self.text[start]
        self.place += 1
        if self.at("({"):
            group = self.group()
            if group:
                return ("index", [("mark", mark), *group])
        elif self.at("−") or self.at("∞*+"):
            sign: list[Piece] = [("operator", self.text[self.place])]
            self.place += 1
            rest = self.atom(True) if sign[0][1] == "−" else []
            return ("index", [("mark", mark), *sign, *(rest or [])])
        elif found := re.compile(r":[a-z]|[a-z]:(?=[^\s\w]|[ᵀ])").match(self.text, self.place):
            self.place = found.end()
            return ("index", [("mark", mark), ("letters", found[0])])
        elif found := re.compile(r"(?:max|min|final)\b|\d+|[^\W\d_]['′]?(?:[^\W\d_](?![_^']))?").match(
            self.text, self.place
        ):
            run = found[0]
            if len(run) > 1 and run not in ("max", "min", "final", "ij", "pj", "ik", "Nk", "iu", "rs"):
                run = run if run.isdigit() or run[-1] in "'′" else run[0]
            if mark == "_" and self.text.startswith(("W1", "W2"), self.place):
                self.place += 2
                return ("index", [("mark", mark), ("digit", self.text[self.place - 2 : self.place])])
            self.place += len(run)
            return ("index", [("mark", mark), ("name" if len(run) > 1 and run.isalpha() else "letters", run)])
        self.place = start
        return None

    def atom(self, inside: bool) -> list[Piece] | None:
        """A number, a letter, a product of letters, a named function, a root or a group."""
        text, here = self.text, self.text[self.place : self.place + 1]
        if not here:
            return None
        if found := re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?…?").match(text, self.place):
            if not inside and not MORE.match(text, found.end()):
                return None
            self.place = found.end()
            return [("number", found[0])]
        if here in COMPOSED or (here + text[self.place + 1 : self.place + 2])[1:] in ACCENTS:
            size = 1 if here in COMPOSED else 2
            if here.isascii() or here in COMPOSED or here in GREEK:
                self.place += size
                return self.numbered(("accent", text[self.place - size : self.place]))
        if here in LARGE + SINGLE + GREEK:
            self.place += 1
            atom: Piece = ("large" if here in LARGE else "letters", here)
            return self.numbered(atom) if here == "∇" else [atom]
        if here == "√":
            self.place += 1
            body = self.group(True) if self.at("(") else self.factor(True)
            return None if body is None else [("root", body)]
        if here == "…" and inside:
            self.place += 1
            return [("operator", here)]
        if here in CLOSING:
            return self.group(inside)
        return self.letters(inside)

    def numbered(self, base: Piece) -> list[Piece]:
        """A base with a digit right behind it, which is its index: ∇2 is the second ∇."""
        if not self.at("123456789"):
            return [base]
        self.place += 1
        digit: Piece = ("digits", self.text[self.place - 1])
        return [("hung", [base, ("row", [digit]), ("row", [])])]

    def letters(self, inside: bool) -> list[Piece] | None:
        """Latin letters: one, with a digit for an index, or a product that is known, or a function by its name."""
        found = re.compile(r"[A-Za-z]+").match(self.text, self.place)
        if not found or (self.text[found.end() : found.end() + 1] in "éöłŁ" and found.end() < len(self.text)):
            return None
        run, after = found[0], self.text[found.end() : found.end() + 1]
        if run in NAMED and not (after and after in "′″²"):
            if run in ("ReLU", "smooLU") and not inside:
                return None
            ahead = Reader(self.text, found.end() + (after == " "))
            if run not in ("ReLU", "smooLU") and not (
                after in "(_‖|⟨"
                or (
                    after == " "
                    and re.match(rf"[A-Z\W_{GREEK}]|[a-z](?![a-z])", ahead.text[ahead.place :])
                    and ahead.factor(True)
                )
                or (after == " " and inside and re.match(r"\d", ahead.text[ahead.place :]))
            ):
                return None
            if run in ("min", "max") and self.text.startswith("-", found.end()):
                return None
            self.place = found.end()
            return [("function", run)]
        known = next((each for each in sorted(PRODUCTS, key=len, reverse=True) if run == each), "")
        if known:
            self.place = found.end()
            return [("letters", letter) for letter in known]
        if len(run) > 1 and after and after in SIGNS and after not in BINARY and after not in "⟩‖":
            self.place = found.end()
            return [("letters", letter) for letter in run] if len(run) == 2 else [("function", run)]
        if len(run) > 1:
            return None
        if after and after in "-’" and len(run) == 1 and not inside:
            return None  # x-axis
        self.place = found.end()
        if digits := re.compile(r"\d(?![\d.])").match(self.text, self.place):  # W2 is the second W
            self.place = digits.end()
            return [("digit", run + digits[0])]
        return [("letters", run)]

    def group(self, inside: bool = True) -> list[Piece] | None:
        """What stands in brackets: formulas, and words that may stand there, between commas and the like."""
        start, opening, bars = self.place, self.text[self.place], self.bars
        if opening in bars:
            return None
        closing = CLOSING[opening]
        self.bars = bars + opening if opening in "|‖" else ""
        self.place += 1
        nodes: list[Piece] = [("open", opening)]
        while self.place < len(self.text):
            if self.at(closing) and len(nodes) > 1:
                self.place, self.bars = self.place + 1, bars
                return [*nodes, ("close", closing)]
            here = self.at(",;: ")
            if here:
                self.place += 1
                nodes.append(("space" if here == " " else "separator", here))
                continue
            inner = self.formula(True)
            if inner is not None:
                nodes += inner
                continue
            word = re.compile(r"[a-z]+(?: [a-z]+)*").match(self.text, self.place)
            if word and all(each in WORDS for each in word[0].split()):
                self.place = word.end()
                nodes.append(("text", word[0]))
                continue
            break
        self.place, self.bars = start, bars
        return None
