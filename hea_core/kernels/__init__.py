"""What is done for every alloy of a screening or coalition of an explanation, compiled by numba: the interpreter lock is not held.

Functions that call each other stand in one file, since numba's cache of a function looks at the date of its own file alone. For
the same reason nothing here reads a constant of another module: what comes from elsewhere is an argument.
"""
