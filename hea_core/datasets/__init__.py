"""What was measured: observations, curation, processing routes, facts about elements."""
