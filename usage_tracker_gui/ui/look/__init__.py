"""How everything looks: palette and sizes, the style sheet, icons, and the gauge that is drawn for tray and app.

Knows no page. May import the settings' preferences and Qt. Colours and distances are named here once; whoever
draws asks for them by name, so that light, dark and a new palette reach every pixel.
"""
