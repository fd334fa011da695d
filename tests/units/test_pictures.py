"""A photo comes in without what the camera wrote into it, and looks the same."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image, PngImagePlugin

from units.files.pictures import without_metadata
from units.files.refusals import FileRefused

SECRET = b"Nokia of Mr Wang"


def photo(form, **more) -> SimpleUploadedFile:
    """Return a picture of two colours with place, device and direction written into it."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = SECRET.decode()
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (36.0, 40.0, 12.0)
    picture = Image.new("RGB", (64, 32), "red")
    picture.paste("blue", (0, 0, 32, 32))
    out = BytesIO()
    picture.save(out, form, exif=exif, **more)
    return SimpleUploadedFile(f"现场.{form.lower()}", out.getvalue(), f"image/{form.lower()}")


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_place_and_device_are_gone_and_the_picture_is_the_same(form):
    before = photo(form)
    assert SECRET in before.read()
    after = without_metadata(before)
    content = after.read()
    assert SECRET not in content
    shown = Image.open(BytesIO(content))
    assert not shown.getexif().get_ifd(ExifTags.IFD.GPSInfo)
    assert shown.getexif()[ExifTags.Base.Orientation] == 6  # still held upright
    red, blue = shown.convert("RGB").getpixel((60, 16)), shown.convert("RGB").getpixel((4, 16))
    assert red[0] > 200 > 60 > red[2]
    assert blue[2] > 200 > 60 > blue[0]
    assert after.name == before.name


def test_words_in_other_places_of_a_picture_are_gone_too():
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", SECRET.decode())
    assert SECRET not in without_metadata(photo("PNG", pnginfo=words)).read()
    assert SECRET not in without_metadata(photo("JPEG", comment=SECRET)).read()


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", b"\xff\xd8\xff\xe0 cut off", b"%PDF-1.7", photo("JPEG").read()[:700]]
)
def test_what_is_no_whole_photo_is_left_to_those_who_look_at_its_content(content):
    upload = SimpleUploadedFile("a.jpg", content)
    assert without_metadata(upload) is upload
    assert upload.read() == content


def test_a_picture_that_declares_more_than_any_photo_is_refused_before_it_is_drawn(monkeypatch):
    monkeypatch.setattr("units.files.pictures.MOST_PIXELS", 1000)
    with pytest.raises(FileRefused, match="尺寸太大"):
        without_metadata(photo("PNG"))
