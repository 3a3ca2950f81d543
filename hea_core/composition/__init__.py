"""Texts, tables and arrays into compositions: what a user writes is read here, once, and nowhere else."""

from hea_core.composition.composition import Composition, typeset
from hea_core.composition.reading import Reading, read, reading_of

__all__ = ["Composition", "Reading", "read", "reading_of", "typeset"]
