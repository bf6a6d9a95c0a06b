"""Who people are: the user, the groups, the second factor."""
