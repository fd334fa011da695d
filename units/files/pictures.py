"""Photos without what the camera wrote into them: where and when, and whose device. Only how to hold it upright stays."""

import warnings
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image, UnidentifiedImageError

from units.files.names import clean_name
from units.files.refusals import FileRefused

MOST_PIXELS = 80_000_000  # a phone's largest photo has 50 million; a small file can declare billions
# JPEG keeps its tables, so that it is written again without loss; the others are lossless or near it.
SAVING = {"JPEG": {"quality": "keep"}, "PNG": {}, "WEBP": {"quality": 90}}


def without_metadata(upload) -> SimpleUploadedFile:
    """Return an uploaded photo without its metadata; what is no photo that carries any is returned as it is.

    Raises FileRefused for a picture that is larger than any photo.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is below
            picture = Image.open(upload, formats=list(SAVING))
        if picture.width * picture.height > MOST_PIXELS:
            raise FileRefused(f"“{clean_name(upload.name)}”没有保存：照片的尺寸太大，请缩小后再传。")
        content = _written_again(picture)
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
    ):  # cut off, or something else: told by its content
        content = None
    finally:
        upload.seek(0)
    return SimpleUploadedFile(upload.name, content, upload.content_type) if content else upload


def _written_again(picture: Image.Image) -> bytes:
    exif = Image.Exif()
    if upright := picture.getexif().get(ExifTags.Base.Orientation):
        exif[ExifTags.Base.Orientation] = upright
    kept = {"icc_profile": picture.info["icc_profile"]} if "icc_profile" in picture.info else {}
    out = BytesIO()
    picture.load()
    for name in ("comment", "xmp", "XML:com.adobe.xmp", "photoshop"):
        picture.info.pop(name, None)
    picture.save(out, picture.format, exif=exif, **SAVING[picture.format], **kept)
    return out.getvalue()
