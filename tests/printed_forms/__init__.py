"""A grammar of print statements: texts of trainings in random forms, of which the curves are known."""
