"""A unit with an assignment and a draft, ready to take files; and what lies on the disk."""

from django.urls import reverse

from tasks.models import EvidenceFile, ProgressReport
from tasks.services.evidence import evidence_add, evidence_draft
from tasks.services.reports import report_submit
from tasks.services.review import report_return
from tests.tasks.evidence.samples import pdf, upload
from tests.world import AT, make_assignment, make_clerk, make_office, make_person, make_unit
from units.files import storage

NO_LINKS = {"links-TOTAL_FORMS": 0, "links-INITIAL_FORMS": 0}


class Desk:
    """An office, its clerk, and a unit with its liaison and one assignment."""

    def __init__(self, slug="qingshan", name="青山县人民政府办公室", region="青山县"):
        self.office = make_office(slug, name, region)
        self.clerk = make_clerk(self.office)
        self.unit = make_unit(self.office)
        self.liaison = make_person(self.office, unit=self.unit)
        self.assignment = make_assignment(self.unit)

    @property
    def draft(self) -> ProgressReport:
        return evidence_draft(assignment=self.assignment, by=self.liaison, at=AT)

    def add(self, name="佐证.pdf", content=None, report=None, at=AT, declared="application/octet-stream"):
        """Upload a file to the draft and return what was added."""
        file = upload(name, content, declared)
        return evidence_add(report=report or self.draft, upload=file, by=self.liaison, at=at)

    def add_bytes(self, size, text="甲"):
        """Upload a paper of exactly size bytes."""
        content = pdf(text, size)
        return self.add(f"{text}.pdf", pdf(text, 2 * size - len(content)))

    def submit(self, progress="已公开。"):
        version = self.draft.version
        values = {"progress": progress}
        return report_submit(
            assignment=self.assignment, values=values, links=[], version=version, by=self.liaison, at=AT
        )

    def send_back(self, report) -> ProgressReport:
        """Let the office return a report, and return the draft that came of it."""
        report_return(report=report, by=self.clerk, at=AT, reason="请补充。")
        return self.draft

    def post(self, client, *files, **fields):
        """Send the form of the assignment's page with files."""
        client.force_login(self.liaison)
        form = {"progress": "已公开三条。", "version": 0, **NO_LINKS, **fields}
        return client.post(reverse("assignment", args=[self.assignment.pk]), form | {"files": list(files)})


def download(client, user, file, **headers):
    """Ask for a file and return status, content and headers."""
    client.force_login(user)
    response = client.get(address(file), headers=headers)
    return response.status_code, response.getvalue(), dict(response.headers)


def address(file) -> str:
    return reverse("evidence_file", args=[file.pk])


def lies_there(file) -> bool:
    return storage.path_of(file.key).exists()


def on_disk() -> list:
    """Every file in the folder of evidence."""
    return list(storage.all_files())


def nothing_is_left() -> bool:
    return not on_disk() and not EvidenceFile.objects.exists()
