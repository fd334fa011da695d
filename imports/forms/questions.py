"""All forms of the questions' page as one."""

from imports.forms.names import MembersForm, NamesForm
from imports.forms.rows import DeadlinesForm, NumbersForm, UnitsForm


class QuestionForms:
    """The questions of one preview, valid together, answered together."""

    def __init__(self, batch, preview, data=None):
        self.names = NamesForm(data, asked=preview.asked, office=batch.office)
        self.members = MembersForm(data, groups=preview.groups, members=preview.members, asked=preview.asked)
        self.deadlines = DeadlinesForm(data, asked=preview.deadlines)
        self.units = UnitsForm(data, rows=preview.without_units)
        self.numbers = NumbersForm(data, rows=preview.numbered_twice)
        self._parts = {
            "units": self.names,
            "members": self.members,
            "deadlines": self.deadlines,
            "row_units": self.units,
            "rows": self.numbers,
        }

    def parts(self, settled: bool):
        """Return form name → its parts that are settled, or that are still open."""
        chosen = {
            name: [part for part in form.parts() if part[0].settled is settled] for name, form in self._parts.items()
        }
        return {name: parts for name, parts in chosen.items() if parts}

    @property
    def open(self) -> dict:
        """What nobody has answered yet."""
        return self.parts(settled=False)

    @property
    def settled(self) -> dict:
        """What has been answered and can be changed."""
        return self.parts(settled=True)

    @property
    def fields(self) -> bool:
        """Whether there is anything to ask."""
        return any(form.fields for form in self._parts.values())

    def is_valid(self) -> bool:
        """Whether every answer can be followed; all of them are looked at, so that no error hides behind another."""
        valid = [form.is_valid() for form in self._parts.values()]
        return all(valid)

    def answers(self) -> dict:
        """Return the answers in the form in which a batch keeps them."""
        return {part: form.answers() for part, form in self._parts.items()}
