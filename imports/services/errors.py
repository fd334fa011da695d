"""Why an act on an import did not happen."""

from units.refusals import Refused


class ImportRefused(Refused):
    """The act does not fit the state of the batch."""


class PreviewOutdated(ImportRefused):
    """The plan changed since the preview that was to be applied: what would happen now is not what was seen."""
