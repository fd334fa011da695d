"""Who reads without being a person: an office whose key another system holds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OfficeReader:
    """An office that reads what it has issued itself; ``visible_to`` takes it in the place of a person.

    It is nobody's account and no role. ``units.querysets.acting`` knows no membership for it, so what has not been
    opened to it by ``reading`` (people, history, letters, texts of reports) shows it nothing. Nor does it see drafts.
    """

    office: object  # an Office

    is_authenticated = False  # no person is logged in
    at_office = False  # the office's people see drafts; what leaves the house is what was issued
    unit_id = None  # of no unit: all of the office's

    @property
    def office_id(self):
        """The key of the office, as a membership names it."""
        return self.office.pk
