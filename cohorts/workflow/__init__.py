"""What happens to the records of being together, one module per noun."""
