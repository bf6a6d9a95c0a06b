"""What developing needs and the product does not: throw-away servers, the test runner, the one-machine start."""
