"""The desk at which the tests of this room import: an office, its clerk, and what they do most."""

from imports.services import batch_answer, batch_apply, batch_open, batch_preview
from tests.imports.papers import THREE
from tests.world import AT, make_clerk, make_group, make_office, make_unit


class Desk:
    """An office that knows two bureaus and a group of two towns, and its clerk."""

    def __init__(self):
        self.office = make_office()
        self.finance = make_unit(self.office, "县财政局")
        self.housing = make_unit(self.office, "县住建局")
        self.towns = (make_unit(self.office, "甲镇", kind="town"), make_unit(self.office, "乙镇", kind="town"))
        self.group = make_group(self.office, "各镇街", *self.towns)
        self.clerk = make_clerk(self.office)

    def open(self, content=THREE):
        """Hand in a paper and return its preview's batch."""
        return batch_open(office=self.office, name="分工.txt", content=content, by=self.clerk, at=AT)

    def answer(self, batch, **answers):
        """Answer questions and return the batch as saved."""
        return batch_answer(batch=batch, answers=answers, by=self.clerk, at=AT)

    def apply(self, batch):
        """Apply what the preview shows now and return the counts."""
        version = batch_preview(batch).stamp
        counts = batch_apply(batch=batch, by=self.clerk, at=AT, stamp=version)
        batch.refresh_from_db()
        return counts

    def load(self, content=THREE, **answers):
        """Open, answer and apply; return the batch as saved."""
        batch = self.open(content)
        if answers:
            batch = self.answer(batch, **answers)
        self.apply(batch)
        return batch
