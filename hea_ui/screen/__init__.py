"""The Screen page: a composition space, filtered and traded off."""
