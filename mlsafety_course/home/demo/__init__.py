"""A house full of invented people with something to do today, all of it made by the same verbs that real people use."""
