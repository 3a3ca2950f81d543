"""Files on disk: shipped tables with their hashes, files that are written whole, one writer to a folder."""
