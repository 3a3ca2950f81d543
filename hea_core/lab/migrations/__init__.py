"""Alembic's folder: env.py runs the revisions in versions/ on the connection that hea_core.lab.database hands it."""
