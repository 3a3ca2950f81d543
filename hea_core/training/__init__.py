"""Pyro model and guide, the losses, the synthetic alloys, and the recipe of the shipped model."""
