"""Where the bundle's programs begin: the name it was started by says which of the two it is.

On Linux and macOS `usage-tracker` is a link to `UsageTracker`; Windows needs two files, since it decides by the file
whether a program has a console.
"""

import sys
from pathlib import Path

if Path(sys.argv[0]).stem == "usage-tracker":
    from usage_tracker_gui.cli import main
else:
    from usage_tracker_gui.__main__ import main

sys.exit(main())
