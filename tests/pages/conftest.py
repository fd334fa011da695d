"""The fixture of the files that name no desk of their own."""

from tests.pages.desk import desk as desk
