"""Why an act on an import did not happen."""


class ImportRefused(Exception):
    """The act does not fit the state of the batch; the text is a Chinese sentence for the clerk."""
