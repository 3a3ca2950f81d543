"""The latent map's dimensions and bound, for whoever takes a point on it; imports nothing."""

LATENT = 2
"""Dimensions of z: a map that one can click."""

Z_LIMIT = 50.0
"""|z1|, |z2| beyond this are taken for a slip and refused.

A guard against typing errors, not an edge of the map: whatever the encoder returns lies well inside. Of the measured alloys, the pure
elements and 5,000 random alloys of one to eight elements the farthest lies at 5.2.
"""
