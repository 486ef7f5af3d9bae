"""The session library: a program that calls a model itself counts its own calls, and what they cost.

Start reading at `tracker.SessionTracker`. May import the domain, settings (for the price sheet) and, only when calls
are to be saved, the store; never Qt, tracking or a vendor's SDK, so that any program can afford to import it. Whatever
goes wrong in here is logged and never reaches the program that is counted.
"""

import logging

from usage_tracker_gui.session.call import Call
from usage_tracker_gui.session.summary import ModelUsage, SessionSummary
from usage_tracker_gui.session.tracker import SessionTracker

logging.getLogger(__name__).addHandler(logging.NullHandler())  # a library leaves a program's standard error alone

__all__ = ["Call", "ModelUsage", "SessionSummary", "SessionTracker"]
