"""What schemathesis cannot know of the service."""

import base64
import json
import zlib

import schemathesis
from schemathesis.generation import GenerationMode

# What a field of a form may say for true and false, docs/api.md: a number that says the same is not of a wrong type.
WORDS = ("true", "1", "yes", "on", "", "false", "0", "no", "off")

# A song as it stands in the address of a link: raw DEFLATE, base64url.
DEFLATE = zlib.compressobj(wbits=-15)
PACKED = base64.urlsafe_b64encode(DEFLATE.compress(b"{title: T}\n[C]la\n") + DEFLATE.flush()).decode().rstrip("=")

# Links that are signed: only who has a key can make them.
LINK = {"client", "expires", "signature"}


@schemathesis.serializer("application/x-ndjson")
def lines(context, value):
    """One song a line."""
    return json.dumps(value).encode() + b"\n"


@schemathesis.hook
def filter_case(context, case):
    """Leaves out what cannot be made up, what is not as wrong as it is meant to be, and what is blank though a schema allows it."""
    if LINK & set(case.query or {}):
        return False
    if case.meta and case.meta.generation.mode == GenerationMode.NEGATIVE:
        return is_as_wrong_as_meant(case)
    return not has_blank_song(case) and not has_blank_metadata(case)


@schemathesis.hook
def before_call(context, case, kwargs):
    """Makes valid what the schema cannot say, where a request is meant to be valid: the metadata of a query, which are any text to
    the schema, are JSON, the name of a file is one, a capo is either given or taken off, the first page of a window is not behind the last, a key is one, the
    song of a link is packed and its options can stand in an address, and a path that names a format asks for no other and for no zip."""
    if case.meta and case.meta.generation.mode == GenerationMode.NEGATIVE:
        return
    if case.operation.path == "/song/{file}" and "." in str((case.path_parameters or {}).get("file")):
        # A song cannot be made up in its packed form.
        suffix = case.path_parameters["file"].rpartition(".")[2]
        case.path_parameters["file"] = f"{PACKED}.{suffix}"
    for name, valid in (("key", "C"), ("tuning", "D2,A2,D3,G3,A3,D4")):
        if case.operation.path.startswith(("/chords/", "/diagrams/")) and name in (case.query or {}):
            case.query[name] = valid
    if "meta" in (case.query or {}):
        case.query["meta"] = json.dumps({"artist": case.query["meta"]})
    body = case.body if isinstance(case.body, dict) else {}
    songs = as_list(body.get("songs"))
    places = [place for place in (case.query, body, body.get("options"), *songs) if isinstance(place, dict)]
    parts = body.get("preview")
    if isinstance(parts, dict) and isinstance(parts.get("pages"), list):
        parts["pages"].sort()
    if any("capo" in place for place in places):
        for place in places:
            place.pop("decapo", None)
    for place in places:
        # The name of a file has a letter or a digit in it.
        if not any(c.isalnum() for c in str(place.get("filename") or "")):
            place.pop("filename", None)
        if case.operation.path.startswith("/convert/"):
            place.pop("output_format", None)
        if case.operation.path.startswith(("/convert/", "/links", "/song/")):
            place.pop("separate", None)
            if case.operation.path == "/links":
                place.pop("key", None)
            if case.operation.path == "/links" and not isinstance(place.get("config"), str):
                place.pop("config", None)
            if place.get("page") == "all":
                place.pop("page")


def is_as_wrong_as_meant(case):
    """None is invalid for not being a text: a text as a body is a song whatever it says, and so is a part of a form."""
    media_type = str(case.media_type or "")
    if media_type == "application/x-ndjson":
        # A line that is wrong costs itself: the batch is answered.
        return False
    if any(isinstance(value, str) and value.lower() in WORDS for value in (case.query or {}).values()):
        # In a query all values are texts, and these say true and false.
        return False
    if media_type.startswith("text/"):
        return False
    if media_type.startswith("multipart/") and isinstance(case.body, dict):
        return isinstance(case.body.get("song", []), list) and not says_a_truth(case)
    return True


def says_a_truth(case):
    """Whether the field that was meant to be of a wrong type has a word for true or false."""
    field, _, wrong = str(getattr(case.meta.phase.data, "description", "")).partition(": ")
    return wrong == "Incorrect type" and str(case.body.get(field)).lower() in WORDS


def has_blank_song(case):
    """A song may not be blank. A pattern would say so, which generators of clients turn into code that is wrong."""
    body = case.body
    if isinstance(body, dict):
        songs = [body.get("content"), *as_list(body.get("song")), *as_list(body.get("songs"))]
        return any(is_blank(song.get("content") if isinstance(song, dict) else song) for song in songs)
    return is_blank(body)


def has_blank_metadata(case):
    """Nor may a name of metadata."""
    body = case.body if isinstance(case.body, dict) else {}
    for place in (case.query, body, body.get("options")):
        names = place.get("meta") if isinstance(place, dict) else None
        if isinstance(names, dict) and any(not name.strip() for name in names):
            return True
    return False


def as_list(value):
    return value if isinstance(value, list) else []


def is_blank(song):
    if isinstance(song, bytes):
        song = song.decode("latin-1")
    return isinstance(song, str) and not song.lstrip("\ufeff").strip()
