"""Every number the model card states: how it is measured (protocols), and what the paper states (paper_values)."""

PROTOCOLS = ("paper", "by-system", "efficiency", "trust", "properties", "nudge", "all")
"""What can be measured by itself, and all of it; here, so that the command line names them without loading what measures."""
