"""Whether the first row of a table names its columns: a sample that was taken for that would be lost."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

# A letter first, and digits only behind one: x1, w1_2, pixel (r3), but not 1e9, x1e9, 0x10, x=5 or a 7.
_NAME = re.compile(r"[^\W\d_]([^\W\d]|(?<=[^\W\d])[0-9]++(?![eE][0-9])|[ ().:/\[\]-])*")
_BEHIND_LETTERS = re.compile(r"(?<=[^\W\d_])[0-9]+")
_BEFORE_NUMBERS = re.compile(r"[^\W\d_]+(?=_*[0-9])")
_NO_NUMBERS = frozenset(["nan", "inf", "infinity"])  # whatever stands behind them
_NO_NAMES = _NO_NUMBERS | frozenset(["na", "null", "none", "nil", "true", "false", "missing"])
# Words that make an amount of the number behind them, in any case; and the codes of ISO 4217, in capitals.
_WORDS = """about approx ca circa minus neg plus pos eur euro euros usd dollar dollars gbp pound pounds jpy yen cny yuan
inr rs rupee rupees chf fr kr dm rm"""
_CODES = """AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
CHF CLP CNY COP CRC CUP CVE CZK DEM DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP FRF GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL
HRK HTG HUF IDR ILS INR IQD IRR ISK ITL JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL
MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB
RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS
VED VES VND VUV WST XAF XAG XAU XCD XOF XPF YER ZAR ZMW ZWG"""
_AMOUNTS = _NO_NAMES | frozenset(_WORDS.split())
_CURRENCIES = frozenset(_CODES.split())

WHAT_A_HEADER_IS = (
    "a header has a name in every cell, such as x1,x2,y; a number right behind letters counts names or columns from 0 "
    "or 1 on, and any other stands behind an underscore, as in pixel_5"
)


def is_name(cell: str) -> bool:
    """A letter first and no number in it, other than one that may count names.

    >>> [is_name(cell) for cell in ("x1", "pixel_0_3", "ℓ", "0x10", "$1", "1e999", "nan(ind)", "N.A.", "x 1", "五")]
    [True, True, True, False, False, False, False, False, False, False]
    >>> [is_name(cell) for cell in ("EUR", "EUR5", "usd_5", "minus1", "inf2")]
    [True, False, False, False, False]
    """
    if len(cell) > 200 or any(c.isnumeric() and not c.isascii() for c in cell):
        return False
    words = re.findall(r"\w+", cell.lower())
    if words[:1] and (words[0] in _NO_NUMBERS or "".join(words) in _NO_NAMES):
        return False
    if any(word in _CURRENCIES or word.lower() in _AMOUNTS for word in _BEFORE_NUMBERS.findall(cell)):
        return False
    return bool(_NAME.fullmatch(cell))


def not_counting(names: Sequence[str]) -> int | None:
    """The place of the first name with a number right behind letters that counts nothing; ``None`` where there is none.

    Such a number counts where the names that differ in it only have the numbers from 0 or 1 on, each once, in any
    order; or where it is the number of its own column, from 0 or from 1. ``x1``, ``x2`` count, ``CO2`` alone may be an
    amount or a name, and nobody knows which.

    >>> not_counting(["x1", "x2", "y"]), not_counting(["w1_1", "w1_2", "w2_1", "w2_2"]), not_counting(["y2", "y3", "z"])
    (None, None, 0)
    """
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for place, name in enumerate(names):
        for match in _BEHIND_LETTERS.finditer(name):
            found[f"{name[: match.start()]}#{name[match.end() :]}"].append((int(match[0]), place))
    wrong = []
    for counted in found.values():
        numbers = sorted(number for number, _ in counted)
        if numbers[0] not in (0, 1) or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
            wrong += [place for number, place in counted if number not in (place, place + 1)]
    return min(wrong, default=None)
