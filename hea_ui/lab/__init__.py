"""The Lab page: results that were made, the lab book that keeps them, what the model learns from them, and what to make next."""
