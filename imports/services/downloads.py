"""Who took a plan or a schedule out of the platform, and when."""

from units.history import record


def note_download(*, plan, with_states: bool, by, at) -> None:
    """Write that somebody downloads a plan or a schedule as a file; called before the file is made, so none leaves unseen."""
    label = f"{plan.title}（含办理情况）" if with_states else plan.title
    record("下载", plan, by=by, at=at, office=plan.office, label=label)
