"""Speed, as ratios to the floor page of the same run: never a test, for a busy machine is not a fault."""
