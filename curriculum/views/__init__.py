"""The pages of learning, one module per noun."""
