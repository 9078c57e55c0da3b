"""The world of the matrix, and how many of its cells were asked."""

from __future__ import annotations

import pytest

from tests.belongings import Estates
from tests.matrix.world import World, make


@pytest.fixture
def world(estates: Estates) -> World:
    """Four tenants with a record of each kind."""
    return make(estates)
