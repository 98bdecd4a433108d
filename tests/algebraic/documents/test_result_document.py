"""Results show themselves in a few lines; files and their versions: tests/algebraic/test_saved.py."""

from dataclasses import dataclass

from algebraic.documents import ResultDocument


@dataclass(frozen=True, repr=False)
class Long(ResultDocument):
    lines: int

    def __str__(self):
        return "\n\n".join(f"<line {number}>" + "x" * 500 for number in range(self.lines))


def test_few_lines_are_shown_as_they_are():
    assert repr(Long(1)).startswith("<Long>\n<line 0>")


def test_repr_has_at_most_twelve_lines_of_bounded_width():
    shown = repr(Long(40)).splitlines()
    assert len(shown) == 12
    assert max(map(len, shown)) <= 160
    assert "30 more lines" in shown[-1]


def test_html_is_escaped():
    assert Long(1)._repr_html_().startswith("<pre>&lt;line 0&gt;")
