"""The command line: `usage-tracker`, the same core without a window.

One module for each command; `program` puts them together and turns errors into sentences and exit codes. May import
tracking and the rooms below it, never Qt, ui or workers, so that it starts fast and runs on a server.
"""

from usage_tracker_gui.cli.program import main

__all__ = ["main"]
