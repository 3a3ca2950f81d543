"""Tables of alloys as people keep them, read in one way for the page and the command line.

CSV, TSV, XLSX and pasted lists; formulas in a column, or elements as columns.
"""

from hea_core.composition.tables.grid import MOST_ROWS
from hea_core.composition.tables.opening import open_file, open_text
from hea_core.composition.tables.table import ELEMENTS, Entry, Table

__all__ = ["ELEMENTS", "MOST_ROWS", "Entry", "Table", "open_file", "open_text"]
