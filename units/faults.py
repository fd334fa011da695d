"""Named points inside critical sections, at which a test makes its process sleep or die. In production nobody listens."""

listener = None  # set by the children of tests


def point(name: str) -> None:
    """Tell a listening test that this process has come to the point name."""
    if listener is not None:
        listener(name)
