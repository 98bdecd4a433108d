import pytest

from verify.reproduce import counts


@pytest.fixture
def gfan_alone(monkeypatch):
    """Mixed volumes of 924 by gfan's word alone."""
    counts._volume.cache_clear()
    monkeypatch.setattr(counts, "bkk_with_proof", lambda supports, affine: (924, False))
    yield
    counts._volume.cache_clear()
