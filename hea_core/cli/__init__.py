"""The command line: arguments in, one JSON value out.

A command imports what it needs when it runs: the parser, and a wrong argument, are answered before torch is there, which takes a second.
"""
