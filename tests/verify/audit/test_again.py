"""``python -m verify audit --check FILE``."""

import json

import pytest

from tests.verify.audit.zero.planted import dense, planted
from verify.__main__ import main
from verify.audit.zero import find_zero

pytestmark = pytest.mark.torch


@pytest.fixture(scope="module")
def certificate():
    return find_zero(planted(dense(3, 6, 1), 4, 3)[0]).certificate


def test_a_certificate_holds_or_not(certificate, tmp_path, capsys):
    path = tmp_path / "zero.json"
    path.write_text(json.dumps(certificate))
    assert main(["audit", "--check", str(path)]) == 0
    assert "holds: an exact zero lies within" in capsys.readouterr().out
    certificate = {**certificate, "claims": {**certificate["claims"], "lipschitz": 1e-9}}
    path.write_text(json.dumps(certificate))
    assert main(["audit", "--check", str(path), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["holds"] is False


def test_what_is_no_file_or_no_json(tmp_path, capsys):
    path = tmp_path / "zero.json"
    assert main(["audit", "--check", str(path)]) == 3
    path.write_text("{")
    assert main(["audit", "--check", str(path)]) == 2
    for other in ("[]", '{"schema": "zerolocus/count/1"}'):
        path.write_text(other)
        assert main(["audit", "--check", str(path)]) == 2
        assert "is no certificate of an exact zero" in capsys.readouterr().err
    path.write_text('{"format": "zerolocus exact zero"}')
    assert main(["audit", "--check", str(path)]) == 1
    assert main(["audit", "a:b", "--check", str(path)]) == 2
    assert main(["audit", "a:b"]) == 2
    assert main(["audit"]) == 2
    assert "--data" in capsys.readouterr().err
