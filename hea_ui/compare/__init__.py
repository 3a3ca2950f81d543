"""The alloys of the tray beside each other: rows, their drawing, files to take away, and the page."""
