"""What happens to the records of learning, one module per noun."""
