"""The alerts page: what happened, newest first, to be acknowledged, snoozed or looked at.

May import the look, the parts and the domain.
Rules that raise alerts are settings; this page only lists facts.
"""
