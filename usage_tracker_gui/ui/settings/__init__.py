"""The settings dialog: rows drawn from the preferences' own description, grouped as people think.

May import the look, the parts, the domain and the settings' preferences. A change applies at once and can be undone;
a wrong value explains itself beside its field.
"""
