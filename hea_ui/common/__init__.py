"""What several pages draw: verdict, chip, trust panel, periodic table, messages, tables."""
