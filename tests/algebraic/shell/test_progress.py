from algebraic.shell import progress


def test_one_line_in_ten_seconds(capsys, monkeypatch):
    clock = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: clock[0])
    say = progress.Progress()
    for now, text in ((101, "early"), (110, "at ten seconds"), (110.5, "first"), (111, "again"), (121, "second")):
        clock[0] = now
        say(text)
    found = capsys.readouterr()
    assert (found.out, found.err) == ("", "first\nsecond\n")
