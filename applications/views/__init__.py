"""Pages of applications, a module per noun."""
