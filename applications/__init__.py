"""Coming in: round, form, review, decisions, offers."""
