"""Why: causes from resources/causes, facts measured on the run, ranking by evidence."""
