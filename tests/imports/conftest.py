"""Fixtures of the room."""

import pytest

from tests.imports.desk import Desk


@pytest.fixture
def desk(db):
    """An office that knows two bureaus and a group of two towns, and its clerk."""
    return Desk()
