"""The Map page: a place of the latent map and the alloys made there."""
