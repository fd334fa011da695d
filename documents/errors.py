"""The one error of this room."""


class UnreadableFile(Exception):
    """A file that cannot be read. Its text is one Chinese sentence for the clerk: what it is and what to do."""
