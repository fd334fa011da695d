"""What is said when a file is not taken or not given out."""

from units.refusals import Refused


class FileRefused(Refused):
    """A file that is not taken; the text is a Chinese sentence for the person."""


class NotHandedOut(FileRefused):
    """A file that exists is not given out now; ``status`` is the answer's code."""

    def __init__(self, text, status):
        super().__init__(text)
        self.status = status
