"""The person's language: translated words, and how figures, money and dates are written in it.

May import the domain and QtCore, and nothing of the window: every other folder imports this one.
English is the language of the sources and costs nothing; another one is read (its words from a `.qm` file, its
conventions from Babel) before the window is made, and holds until the program ends.
"""
