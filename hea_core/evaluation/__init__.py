"""Every number the model card states: how it is measured (protocols), and what the paper states (paper_values)."""
