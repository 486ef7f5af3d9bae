"""The verbs of the house: collect, summarize, watch, and the workspace in which one run does them.

Brings providers, store and settings together and returns nouns of the domain. Knows no thread and no pixel: the
command line calls it directly, the workers call it on their own threads. `now` is always handed in.
"""
