"""The file around the text: only the parts that it needs, no trace of a machine, the same bytes each time."""

from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.oxml import parse_xml

from documents.writers.official.description import Settings
from documents.writers.official.fonts import font_table
from documents.writers.official.styles import styles
from documents.writers.word_parts import printable

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MODES = "http://schemas.microsoft.com/office/word"
_NO_DATE = (1980, 1, 1, 0, 0, 0)
_KEPT = ("/styles", "/settings", "/fontTable")
_SETTINGS = (
    f'<w:settings xmlns:w="{_W}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>'
    '<w:drawingGridHorizontalSpacing w:val="160"/><w:characterSpacingControl w:val="compressPunctuation"/>'
    "<w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/>"
    "<w:doNotExpandShiftReturn/><w:adjustLineHeightInTable/><w:useFELayout/>"
    f'<w:compatSetting w:name="compatibilityMode" w:uri="{_MODES}" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
)


def empty_document(settings: Settings):
    """Return a document without text, with our styles in place of those of its template."""
    document = Document()
    relations = document.part.rels
    for key in [key for key, relation in relations.items() if not relation.reltype.endswith(_KEPT)]:
        relations.pop(key)
    package = document.part.package
    for key in [
        key
        for key, relation in package.rels.items()
        if relation.reltype.endswith(("/thumbnail", "/extended-properties"))
    ]:
        package.rels.pop(key)
    document.sections[0]._sectPr.attrib.clear()  # marks of the session in which the template was made
    document.styles.element[:] = styles(settings)[:]
    document.settings.element[:] = parse_xml(_SETTINGS)[:]
    next(r.target_part for r in relations.values() if r.reltype.endswith("/fontTable"))._blob = font_table()
    return document


def sign(document, title: str, created: datetime) -> None:
    """Give the file its title and its time, and nothing of who or what wrote it."""
    properties = document.core_properties
    properties.title, properties.language = printable(title)[:255], "zh-CN"
    properties.author = properties.comments = properties.last_modified_by = properties.keywords = ""
    moment = created.astimezone(UTC).replace(tzinfo=None) if created.tzinfo else created
    properties.created = properties.modified = moment.replace(microsecond=0)
    properties.revision = 1


def content(document) -> bytes:
    """Return the file. Dates in the archive are fixed, so that the same paper is the same file."""
    written, out = BytesIO(), BytesIO()
    document.save(written)
    with ZipFile(written) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = ZipInfo(name, _NO_DATE)
            entry.compress_type, entry.create_system = ZIP_DEFLATED, 0
            target.writestr(entry, source.read(name))
    return out.getvalue()
