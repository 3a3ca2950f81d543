"""The latent plane's one limit, for the core and for what is drawn of it; imports nothing, so that a page can ask before the model is there."""

Z_LIMIT = 100.0
"""|z1|, |z2| beyond this is a slip of the pen: the farthest of all measured alloys lies at 13, and every place that `encode` gives is taken."""
