"""Looks at the directory at the end of a zip; the parts themselves are never unpacked."""

import zipfile
from io import BytesIO

from units.files.refusals import FileRefused

DIRECTORY_BYTES = 2**20  # the directory must lie within these last bytes: some ten thousand parts


def form_of_zip(tail: bytes) -> str:
    """Return docx, xlsx, pptx, ofd or zip by the directory in tail, the last DIRECTORY_BYTES of the file."""
    try:
        with zipfile.ZipFile(BytesIO(tail)) as package:
            names = {part.filename for part in package.infolist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise FileRefused("文件不完整、已损坏，或者压缩包里的文件太多；请打开检查后重新保存。") from error
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FileRefused("文件里有宏，请另存为不带宏的 .docx、.xlsx 或 .pptx 后再上传。")
    if "[Content_Types].xml" in names:
        for folder, form in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
            if any(name.startswith(folder) for name in names):
                return form
    return "ofd" if "OFD.xml" in names else "zip"
