"""Two sayings agree, contradict each other, or neither; nobody types which."""

import numpy as np
import pytest

from verify.instruments.sayings import Sayings, consistent
from verify.instruments.transcripts import Identity, Saying


def say(at, of, what, *senses, **more):
    return Saying(
        at, 1, "words", None, of, what, tuple((sense,) if isinstance(sense, str) else sense for sense in senses), **more
    )


def same(one, other, **more):
    return Identity("text", 2, "as there", None, one, other, **more)


def outcomes(rows, *links, **how):
    table = Sayings(tuple(rows), links)
    return [table.compared(pair, **how)[0] for pair in table.pairs]


def test_every_pair_about_one_thing_and_no_other():
    rows = [say("a", "net", "layers", "5"), say("b", "net", "layers", "5"), say("c", "net", "layers", "6")]
    rows += [say("d", "net", "units", "7"), say("e", "other net", "layers", "8")]
    assert outcomes(rows) == ["agree", "contradict", "contradict"]


def test_a_hedge_is_no_contradiction_unless_it_is_not_heard():
    rows = [say("a", "net", "layers", "5"), say("b", "other", "layers", "6")]
    assert outcomes(rows, same("net", "other")) == ["contradict"]
    assert outcomes(rows, same("net", "other", hedged=True)) == ["undecided"]
    assert outcomes(rows, same("net", "other", hedged=True), unhedged=True) == ["contradict"]
    assert outcomes(rows, same("net", "other", but=("layers",))) == []


def test_silence_and_damage_are_undecided():
    assert outcomes([say("a", "net", "layers", "5")], same("net", "other")) == ["undecided"]
    assert outcomes([say("a", "other", "layers", "5")], same("net", "other")) == ["undecided"]
    assert outcomes([say("a", "net", "layers", "5"), say("b", "net", "layers")]) == ["undecided"]


def test_several_senses():
    one, two = say("a", "net", "layers", "5"), say("b", "net", "layers", "4", "5")
    assert outcomes([one, two]) == ["undecided"]
    assert outcomes([one, two], literal=True) == ["contradict"]
    assert outcomes([two, say("c", "net", "layers", "4", "5")]) == ["agree"]  # the same words
    assert outcomes([one, say("b", "net", "layers", "4", "3")]) == ["contradict"]


def test_the_reason_names_both_places():
    table = Sayings((say("a", "net", "layers", "5"), say("b", "net", "layers", "6")), ())
    assert table.compared(table.pairs[0])[1] == "layers of net: 5 (a, line 1: “words”), and 6 (b, line 1: “words”)"
    found = table.agreement(table.pairs[0])
    assert (found.holds, found.grade) == (False, "exact")
    assert table.summary("contradict") == "a: layers of net 5 against 6 in b"
    assert table.summary("agree") == ""
    told = "0 pairs agree, 1 contradict each other, 0 are left open, and in 0 one side says nothing"
    assert table.counts() == told


def test_a_repair_moves_an_identity_and_what_it_compares():
    rows = (say("a", "net", "layers", "5"), say("b", "wrong", "layers", "6"), say("c", "right", "layers", "5"))
    table = Sayings(rows, (same("net", "wrong", evident="right"),))
    mended, (pair,) = table.repaired(), table.pairs
    assert table.agreement(pair).holds is False
    assert [mended.compared(each)[0] for each in table.meant(pair, mended)] == ["agree"]
    assert consistent(mended, table.meant(pair, mended)).holds


def test_a_repair_without_a_counterpart_leaves_nothing_to_compare():
    table = Sayings((say("b", "wrong", "layers", "6"),), (same("net", "wrong", evident="right"),))
    (pair,) = table.pairs
    assert table.meant(pair, table.repaired()) == ()


def test_a_repair_moves_a_saying():
    rows = (say("a", "right side", "λ", "several"), say("b", "right side", "λ", "0", evident="left side"))
    table = Sayings(rows, ())
    assert table.agreement(table.pairs[0]).holds is False
    assert table.repaired().pairs == table.meant(table.pairs[0], table.repaired()) == ()
    rows = (rows[0], say("b", "right side", "λ", "0", evident_says=("several",)))
    table = Sayings(rows, ())
    assert table.repaired().agreement(table.pairs[0]).holds is True


def test_two_things_are_not_compared():
    rows = (say("a", "net", "layers", "5"), say("b", "other", "layers", "6"), say("c", "net", "units", "5"))
    table = Sayings(rows, (same("net", "other", but=("units",)),))
    one, other, third = (row.name for row in rows)
    link = table.links[0].name
    assert all(table.unlike(pair) is None for pair in table.pairs)
    assert table.unlike({"one": other, "other": one, "through": link}) is None
    assert table.unlike({"one": one, "other": other, "through": ""}) == "one speaks of net, the other of other"
    assert table.unlike({"one": one, "other": third, "through": ""}) == "one speaks of layers, the other of units"
    assert "says nothing of the units" in table.unlike({"one": third, "other": "", "through": link})
    assert "elsewhere" in table.unlike({"one": one, "other": "", "through": ""})
    assert table.unlike(table.stray(np.random.default_rng(0)))


def test_planted_changes():
    table = Sayings((say("a", "net", "layers", "5"), say("b", "other", "layers", "5")), (same("net", "other"),))
    assert consistent(table, table.pairs).holds
    assert not consistent(table.changed(table.rows[0].name, "6"), table.pairs).holds
    assert table.linked(table.links[0].name, "third").links[0].other == "third"
    with pytest.raises(KeyError):
        table.changed("nobody said this", "6")
