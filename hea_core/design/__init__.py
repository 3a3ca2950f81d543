"""Designing alloys: constraints, whole at.% that obey them, generation at a place of the latent map."""
