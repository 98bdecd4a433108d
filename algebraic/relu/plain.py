"""What a result carries, as plain data: the proofs, and the data."""

from __future__ import annotations

import json
from typing import Any

from .known import Known, bits
from .question import Question
from .result import PieceDocument, ReluCertificate, ReluData
from .unit import Unit


def certificate_of(question: Question, unit: Unit, known: Known) -> ReluCertificate:
    """All that was proved, as plain data."""
    return ReluCertificate(
        columns=list(question.columns),
        rays=[(ray.sign, list(ray.direction)) for ray in unit.rays],
        pieces=[PieceDocument(sign=p.sign, pattern=p.pattern, rays=bits(p.rays)) for p in unit.pieces],
        combinations=[[(k, str(c)) for k, c in sorted(found.items())] for _, found in known.combinations],
        separators=[list(map(str, vector)) for _, vector in known.separators],
        faces=[list(map(str, vector)) for _, _, vector in known.faces],
    )


def data_of(question: Question) -> ReluData:
    """The data as plain text, without the bias."""
    width = question.input_dim - question.hidden_bias
    return ReluData(
        source=question.source,
        inputs=[[str(value) for value in row[:width]] for row in question.inputs],
        targets=[[str(value) for value in row] for row in question.targets],
    )


def plain(value: Any) -> Any:
    """As it is read from JSON.

    >>> plain([(1, "1/2")])
    [[1, '1/2']]
    """
    return json.loads(json.dumps(value))
