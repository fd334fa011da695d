"""Forms of the import: handing in, what was recognised, what only a person knows, what to do with rows that are gone."""

from imports.forms.names import NamesForm
from imports.forms.preview import ApplyForm, GoneForm
from imports.forms.questions import QuestionForms
from imports.forms.recognised import ColumnsForm, SettingsForm
from imports.forms.upload import UploadForm

__all__ = ["ApplyForm", "ColumnsForm", "GoneForm", "NamesForm", "QuestionForms", "SettingsForm", "UploadForm"]
