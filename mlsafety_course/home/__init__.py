"""Pages that mix apps: they only compose querysets and verbs of the apps below."""
