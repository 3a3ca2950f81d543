"""The bound of the latent map, for whoever takes a point on it; imports nothing."""

Z_LIMIT = 50.0
"""|z1|, |z2| beyond this are taken for a slip and refused.

A guard against typing errors, not an edge of the map: whatever the encoder returns lies well inside. The farthest of the
1,369 measured alloys lies at 12.8, the farthest of all binaries in steps of 1 at.% and of 720,000 random alloys of three to thirty elements
at 12.0.
"""
