"""What we write to people about sections, meetings and teaching, a module per topic."""

from cohorts.emails.meetings import meeting_cancelled, meeting_moved
from cohorts.emails.placement import placed
from cohorts.emails.teaching import invitation, substitute_appointed, teaches

__all__ = ["invitation", "meeting_cancelled", "meeting_moved", "placed", "substitute_appointed", "teaches"]
