"""A client of openapi-generator's python."""

import json

from chordpro_generated import ApiClient, Configuration, SongsApi
from chordpro_generated.exceptions import BadRequestException
from chordpro_generated.models import ConvertBookRequest, BookSong, NamedSong, Options, OptionsTranspose, ConvertRequest, Problem, ConvertSongRequest
from generated_songs import KEY, MISSPELT, PICTURE, SECOND, SONG, URL, check_pdf

api = SongsApi(ApiClient(Configuration(host=URL, api_key={"key": KEY})))

pdf = api.convert_to_pdf(ConvertRequest(ConvertSongRequest(content=SONG, options=Options(transpose=OptionsTranspose(2)))))
check_pdf(pdf, has_picture=False)

songs = [BookSong(SONG), BookSong(NamedSong(content=SECOND, name="two.cho"))]
order = ConvertBookRequest(songs=songs, options=Options(title="Our songs"), files={"logo.png": PICTURE})
book = api.convert_to_pdf_with_http_info(ConvertRequest(order))
assert book.headers["chordpro-songs"] == "2"
check_pdf(book.data, has_picture=True)

findings = api.lint(ConvertRequest(ConvertSongRequest(content=MISSPELT)))
assert findings.diagnostics[0].severity == "warning"

data = api.convert_to_json(ConvertRequest(ConvertSongRequest(content=SONG)))
assert data.songs[0].title == "Amazing Grace"

try:
    api.convert_to_pdf(ConvertRequest(ConvertSongRequest(content=" ")))
    raise AssertionError("a blank song was converted")
except BadRequestException as error:
    problem = Problem.from_dict(json.loads(error.body))
    assert problem.status == 400 and problem.var_field == "content", problem
