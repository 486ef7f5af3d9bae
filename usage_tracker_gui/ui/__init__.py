"""Pixels: how the nouns of `domain` look in a window and in the tray.

It draws what it is handed and says what a person asked for by signals; it knows no verbs, and no network,
database or keychain. It may import domain, `settings.preferences`, Qt, and pyqtgraph where charts need it.
Nothing heavy is imported before the first frame: pages are made when they are first visited.
"""
