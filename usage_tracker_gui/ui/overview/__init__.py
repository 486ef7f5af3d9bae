"""The overview: what is spent, on what, and is anything wrong, at one glance.

May import the look, the parts and the domain. Its chart is painted with Qt alone, because the first frame holds it
and must not wait for a charting library.
"""
