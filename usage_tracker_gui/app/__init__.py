"""The desktop app: puts window, tray and workers together, and is the only room that knows them all.

`start` runs the program, `desktop` connects signals to slots, the others are one idea each: arguments, the demo, one
instance only, pictures for `--screenshot`. Heavy libraries wait until the first frame is painted.
"""

from usage_tracker_gui.app.start import main

__all__ = ["main"]
