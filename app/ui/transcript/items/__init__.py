"""What a message is painted from."""
