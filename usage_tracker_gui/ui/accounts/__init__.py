"""Accounts: the page that lists and edits them, the assistant that adds one, and the first run.

May import the look, the parts and the domain. A secret leaves these widgets through a signal, as a Secret, and the
field forgets it at once.
"""
