"""What is known while a module is read."""

from fractions import Fraction

import pytest

from verify.subject.entrywise import Entrywise, plus
from verify.subject.graph import Node
from verify.subject.reading import Reading, Unreadable


def test_a_polynomial_becomes_a_node():
    reading = Reading({})
    x = reading.add(Node("input", shape=(3,)))
    assert reading.place(x, "it") == 0
    place = reading.place(plus(x, Fraction(1)), "it")
    assert reading.nodes[place].options == {"name": "polynomial", "coefficients": (1.0, 1.0)}
    assert reading.shape(Entrywise(place)) == (3,)


def test_what_is_no_value():
    with pytest.raises(Unreadable, match="no value"):
        Reading({}).place(3, "it")
    reading = Reading({})
    x = reading.add(Node("input", shape=(3,)))
    with pytest.raises(Unreadable, match="no floats"):
        reading.place(plus(x, Fraction(1, 3)), "it")
