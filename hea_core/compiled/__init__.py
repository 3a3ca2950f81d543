"""What is done for every alloy of a screening, compiled by numba: no Python object an alloy, and no interpreter lock held.

Functions that call each other stand in one file, since numba's cache of a function looks at the date of its own file alone.
"""
