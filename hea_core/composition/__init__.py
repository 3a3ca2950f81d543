"""Texts, tables and arrays into compositions: what a user writes is read here, once, and nowhere else."""

from hea_core.composition.composition import Composition, typeset

__all__ = ["Composition", "typeset"]
