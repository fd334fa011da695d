import pytest

from tests.tasks.evidence.desk import Desk


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """A folder of its own for the files of each test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def desk(db):
    return Desk()
