"""`python -m usage_tracker_gui` and `usage-tracker-gui`: the window and the tray."""

import gc


def main() -> None:
    gc.disable()  # nothing that is made before the first frame is garbage; `Desktop.begin` turns it on again
    from usage_tracker_gui.app import main as start

    start()


if __name__ == "__main__":
    main()
