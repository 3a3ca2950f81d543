"""A composition space: counted, listed, scored, kept, traded off."""
