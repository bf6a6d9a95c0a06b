"""Being together: the cohort's calendar, enrollments, sections, TAs, placement, meetings, attendance."""
