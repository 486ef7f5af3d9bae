"""An organization with nine months of history."""

from datetime import date

import pytest

from usage_tracker_gui.simulator.world import World


@pytest.fixture
def world() -> World:
    return World(opened=date(2026, 3, 1))
