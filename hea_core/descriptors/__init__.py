"""f(x), the share of each element in it, and the empirical rules with their record."""
