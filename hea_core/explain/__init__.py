"""Why a probability is what it is: Shapley values, and what one at.% more or less would do."""
