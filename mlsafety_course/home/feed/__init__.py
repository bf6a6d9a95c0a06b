"""A person's calendar: what stands in it, and how it is written for calendar programs."""
