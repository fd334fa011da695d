"""What services raise when they refuse an act. The pages say it, see ``units.acting``."""


class Refused(Exception):
    """The act does not fit the state of things; the text is a Chinese sentence for the person."""
