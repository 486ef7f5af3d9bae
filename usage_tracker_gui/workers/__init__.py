"""Time: when the verbs run, and on which thread. QtCore and QtNetwork only, no pixel.

A worker has no parent, is moved to a thread of its own, and makes its timer, its HTTP clients and its database
connection in its own `start` slot. Only frozen nouns of the domain cross from one thread to another.
"""
