"""The networks, and how they are stored and recognised."""
