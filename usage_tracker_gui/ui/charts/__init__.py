"""Charts over time, by weekday and hour, input against output, and what if; a table stands behind each.

May import the look, the parts and the domain; pyqtgraph is imported here alone, and only when the first chart is
drawn.
"""
