"""The demonstration data: three real offices' papers, and an invented course of a year."""
