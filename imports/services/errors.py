"""Why an act on an import did not happen."""

from units.refusals import Refused


class ImportRefused(Refused):
    """The act does not fit the state of the batch."""
