"""The Models page: what the model card says."""
