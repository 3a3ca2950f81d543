"""Long work as a subprocess of the command line, watched by the pages."""
