"""Small widgets and words that several pages use: cards, choices, elided names, amounts, empty states.

May import the look and the domain, and no page. A thing comes here when a second page needs it.
"""
