"""The alerts page: what happened, to be acknowledged, snoozed or followed; budgets; limits; what is snoozed.

May import the look, the parts and the domain.
What holds for everything is a setting and only shown here; budgets and limits of single parts are kept in the store.
"""
