"""Faithful organization APIs as small WSGI apps over one deterministic world: the demo, and a server for tests.

May import the domain and the standard library, nothing else: no provider and no price sheet of ours, so that what the
simulator says is an independent witness of what the rest of the house makes of it. Only app, cli and tests start it.
"""
