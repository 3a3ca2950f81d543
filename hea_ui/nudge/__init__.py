"""The Nudge page: the smallest change, played step by step."""
