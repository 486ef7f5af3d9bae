"""`python -m usage_tracker_gui` and `usage-tracker-gui`: the window and the tray."""

from usage_tracker_gui.app import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
