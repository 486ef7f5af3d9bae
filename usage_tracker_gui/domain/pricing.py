"""Prices: what a million tokens cost since a date, and what a request or a sum of requests costs by them."""
