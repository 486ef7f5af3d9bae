"""This machine's side of the house: folders, environment, preferences, the OS keychain, price sheets, logs.

May import the domain and nothing of its siblings, so that any verb can be handed what it needs. The process
environment, the working folder and the clock are arguments: `app` and `cli` read them once and hand them in.
Libraries that take long to import (keyring, tomlkit, dotenv) are imported where they are used.
"""
