"""The steps, oldest first. Their numbers are compared as text: four digits."""
