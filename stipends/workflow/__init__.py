"""Every act on money: the only writers of status. See `stipend` (what is owed), `batch` (what goes out), `terms`."""
