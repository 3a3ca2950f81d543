"""The smallest change that makes an alloy what is asked: the paper's loop, a steered path, a search."""
