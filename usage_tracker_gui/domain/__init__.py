"""The nouns of the house: what a bucket, a price, a spike, an alert and a report ARE.

Pure values and pure functions, the standard library alone. Nothing here reads a clock, a file or the network, so
that every rule about money, tokens and time can be read and tested in one place, and so that the window can draw
these nouns without knowing where they came from.
"""
