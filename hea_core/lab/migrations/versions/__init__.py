"""The revisions, each in a file of its own; a new one names the last in `down_revision`, and hea_core.lab.schema.HEAD names it."""
