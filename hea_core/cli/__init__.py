"""The command line: arguments in, one JSON value out."""
