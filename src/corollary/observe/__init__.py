"""A user's model and data, read and measured."""
