"""The Check page: one alloy, a list, a series or a section in depth."""
