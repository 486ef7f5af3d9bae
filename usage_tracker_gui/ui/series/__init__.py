"""A report shaped for drawing: steps of time, stacks and lines, before there is a pixel.

Pure functions over the domain, so that a chart, a table and a list show the same figures in the same order.
May import the domain alone.
"""
