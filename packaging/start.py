"""Where the bundle's programs begin: the name it was started by says which of the two it is.

On Linux and macOS `usage-tracker` is a link to `UsageTracker`; Windows needs two files, since it decides by the file
whether a program has a console.
"""

import os
import sys
from pathlib import Path

# The bundle was started with a library path of its own. What we start, a browser above all, needs the system's.
if "LD_LIBRARY_PATH_ORIG" in os.environ:
    os.environ["LD_LIBRARY_PATH"] = os.environ["LD_LIBRARY_PATH_ORIG"]
else:
    os.environ.pop("LD_LIBRARY_PATH", None)

try:
    if Path(sys.argv[0]).stem == "usage-tracker":
        from usage_tracker_gui.cli import main
    else:
        from usage_tracker_gui.__main__ import main
    sys.exit(main())
except ImportError as error:  # of the system: what is bundled is there
    print(f"A library is missing ({error}): install it and try again.", file=sys.stderr)  # noqa: T201
    sys.exit(2)
