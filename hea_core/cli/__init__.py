"""The command line: arguments in, one JSON value out.

A command imports what it needs when it runs: help, and a wrong argument, are answered before a model is read.
"""
