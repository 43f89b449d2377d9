"""What the Python clients of this folder share: songs, a picture, a look at a PDF."""

import base64
import os
import re

URL, KEY = os.environ["URL"], os.environ["KEY"]

SONG = "{title: Amazing Grace}\n\n[C]Amazing grace how [F]sweet the [C]sound\n"
SECOND = "{title: Two}\n{image: logo.png}\n[G]Two\n"
MISSPELT = "{titel: Grace}\n[C]la\n"
# Of one pixel, in base64.
PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEANl9ngAAAAABJRU5ErkJggg=="
PICTURE_FILE = base64.b64decode(PICTURE)


def check_pdf(document, has_picture):
    assert document.startswith(b"%PDF-"), document[:100]
    assert bool(re.search(rb"/Subtype\s*/Image", document)) == has_picture
