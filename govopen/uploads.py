"""Takes uploads as Django does, except that what is too large or finds no room is a sentence later, not an error page."""

from contextlib import suppress
from errno import EFBIG
from io import BytesIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class Unreadable(BytesIO):
    """Stands where the content would be; reading it raises why it is not there."""

    def __init__(self, error: OSError):
        super().__init__()
        self.error = error

    def read(self, *args):
        """Raise the error that ended the writing."""
        raise self.error


class PatientUploadHandler(TemporaryFileUploadHandler):
    """Writes a file to the temporary folder up to the largest limit there is, and lets the rest of it pass by.

    The file that comes of it has its true size, so that the form can refuse it, but no content.
    """

    def new_file(self, *args, **kwargs):
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self.lost = None

    def receive_data_chunk(self, raw_data, start):
        """Write what fits; nothing after the first failure."""
        if self.lost is not None:
            return
        try:
            if start + len(raw_data) > max(settings.UPLOAD_LIMIT, settings.EVIDENCE_LIMIT):
                raise OSError(EFBIG, "the upload is larger than any limit")
            self.file.write(raw_data)
            self.file.flush()
        except OSError as error:
            self.lost = error
            with suppress(OSError):
                self.file.close()  # deletes it: the room is free again at once

    def file_complete(self, file_size):
        """Return the file, or what stands for one whose content was let go."""
        if self.lost is None:
            return super().file_complete(file_size)
        return UploadedFile(Unreadable(self.lost), self.file_name, self.content_type, file_size, self.charset)
