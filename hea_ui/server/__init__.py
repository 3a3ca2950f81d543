"""What all sessions of a server share: loaded models, the lab book, long answers in a process of their own, the shutdown."""
