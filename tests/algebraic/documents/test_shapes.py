import jsonschema
import pytest

from algebraic.documents.shapes import (
    array,
    either,
    fields,
    flag,
    integer,
    mapping,
    maybe,
    number,
    one_of,
    only,
    optional,
    parts_in,
    ref,
    text,
    tuple_of,
)  # fmt: skip


@pytest.mark.parametrize(
    ("shape", "right", "wrong"),
    [(flag(), False, 0), (flag(True), True, False), (integer(0, most=2), 2, 3), (number(0), 0.5, -1),
     (text("^a+$", most=3), "aa", "aaaa"), (only("x"), "x", "y"), (one_of("x", None), None, "y"),
     (array(integer(), least=1), [1], []), (tuple_of(integer(), text()), [1, "a"], [1]),
     (mapping(flag()), {"k": True}, {"k": 1}),
     (either(integer(), text()), "a", None), (maybe(integer()), None, "a"), (maybe(either(text())), None, 1),
     (fields(a=integer(), from_=optional(text())), {"a": 1, "from": "x"}, {"from": "x"}),
     (fields(a=integer()), {"a": 1}, {"a": 1, "b": 2})],
)  # fmt: skip
def test_each_takes_what_it_says(shape, right, wrong):
    validator = jsonschema.Draft202012Validator(shape)
    assert validator.is_valid(right)
    assert not validator.is_valid(wrong)


def test_parts_are_found_wherever_they_are():
    assert parts_in(fields(a=array(ref("x")), b=optional(either(ref("y"), mapping(ref("z")))))) == {"x", "y", "z"}
    assert parts_in(integer()) == set()
