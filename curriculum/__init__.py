"""Learning: units, unlock, homework, grading, completion, certificate."""
