"""The Data page: records and curation."""
