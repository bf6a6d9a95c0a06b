"""Placement: from the records of a cohort to a plan of who sits where, and what a lead sees of it."""
