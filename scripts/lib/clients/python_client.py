"""A client of openapi-python-client."""

from io import BytesIO

from chordpro_client import AuthenticatedClient
from chordpro_client.api.songs import convert_to_json, convert_to_pdf, lint
from chordpro_client.models import ConvertBookRequest, Files, Form, NamedSong, Options, Problem, ConvertSongRequest
from chordpro_client.types import File
from generated_songs import KEY, MISSPELT, PICTURE, PICTURE_FILE, SECOND, SONG, URL, check_pdf

client = AuthenticatedClient(base_url=URL, token=KEY, prefix="", auth_header_name="X-API-Key")

pdf = convert_to_pdf.sync(client=client, body=ConvertSongRequest(content=SONG, options=Options(transpose=2)))
check_pdf(pdf.payload.read(), has_picture=False)

files = Files()
files["logo.png"] = PICTURE
songs = [SONG, NamedSong(content=SECOND, name="two.cho")]
order = ConvertBookRequest(songs=songs, options=Options(title="Our songs"), files=files)
book = convert_to_pdf.sync_detailed(client=client, body=order)
assert book.headers["chordpro-songs"] == "2"
check_pdf(book.parsed.payload.read(), has_picture=True)

# The same as a form, with files as they are.
form = Form(
    song=[File(BytesIO(SONG.encode()), "one.cho"), File(BytesIO(SECOND.encode()), "two.cho")],
    files=[File(BytesIO(PICTURE_FILE), "logo.png")],
    title="Our songs",
)
book = convert_to_pdf.sync_detailed(client=client, body=form)
assert book.headers["chordpro-songs"] == "2", book.content
check_pdf(book.parsed.payload.read(), has_picture=True)

findings = lint.sync(client=client, body=ConvertSongRequest(content=MISSPELT))
assert findings.diagnostics[0].severity == "warning"

data = convert_to_json.sync(client=client, body=ConvertSongRequest(content=SONG))
assert data.songs[0].title == "Amazing Grace"

problem = convert_to_pdf.sync(client=client, body=ConvertSongRequest(content=" "))
assert isinstance(problem, Problem) and problem.status == 400 and problem.field == "content"
