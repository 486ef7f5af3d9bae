"""Prints what a screen reader is told of a program, as JSON. Runs on the system's Python, which has AT-SPI."""

import json
import sys

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402


def parts(node, depth=0):
    """Role, name and description of what is shown, outermost first."""
    if node is None or depth > 40:
        return
    states = node.get_state_set()
    if depth > 1 and not states.contains(Atspi.StateType.SHOWING):
        return
    yield {"role": node.get_role_name(), "name": node.get_name() or "", "description": node.get_description() or ""}
    for number in range(min(node.get_child_count(), 500)):
        yield from parts(node.get_child_at_index(number), depth + 1)


def main():
    if sys.argv[1] == "--can-read":
        return 0
    desktop = Atspi.get_desktop(0)
    for number in range(desktop.get_child_count()):
        program = desktop.get_child_at_index(number)
        if program is not None and program.get_name() == sys.argv[1]:
            sys.stdout.write(json.dumps(list(parts(program))))
            return 0
    return 1


sys.exit(main())
