"""What all sessions of a server share: loaded models, long answers in a process of their own, the shutdown."""
