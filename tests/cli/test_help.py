"""The help: every command in one line that is told to its end, and help for each of them."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from usage_tracker_gui.cli.program import COMMANDS, program


def helped(*arguments: str) -> str:
    ended = CliRunner().invoke(program, [*arguments, "--help"], terminal_width=80)
    assert ended.exit_code == 0
    return ended.output


def test_every_command_is_named_with_what_it_does_in_full() -> None:
    lines = helped().partition("Commands:")[2].strip().splitlines()
    assert [line.split()[0] for line in lines] == list(COMMANDS)
    for line in lines:
        assert line.endswith("."), line
        assert not line.endswith("..."), line


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_of_its_own(name: str) -> None:
    first, _, rest = helped(name).partition("\n")
    assert f" {name} " in first
    assert "Show this message and exit." in rest
