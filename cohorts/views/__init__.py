"""The pages of being together, one module per noun."""
