"""The usage table: one line for each key, project, model and tier, sorted, filtered, grouped and copied.

May import the look, the parts and the domain. The model sorts itself, since Qt's own leaves Decimal and datetime
unsorted.
"""
