"""What is measured, one module for each figure: start, ingest, query, stall.

Each has a `measure` that yields figures: what the product takes, next to a floor that nobody could go below, taken in
turns in the same run, so that a busy machine slows both. The rest is what they share: how a figure is judged, and where
the data comes from. May import anything of the product.
"""
