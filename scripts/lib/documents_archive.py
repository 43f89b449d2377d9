"""What PDF/A-2b (ISO 19005-2) asks for and a program can see, in the words of its clauses."""

import io

import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Name

# 6.5.1: what a viewer may do when it is asked to.
ACTIONS = {"/GoTo", "/GoToR", "/GoToE", "/URI", "/Named", "/Thread", "/SubmitForm"}
# 6.3.1: annotations that are more than their page.
FORBIDDEN_ANNOTATIONS = {"/3D", "/Sound", "/Screen", "/Movie"}
# 6.2.5 and 6.2.9: keys that change what is drawn from outside of the page.
FORBIDDEN_KEYS = {"/TR", "/HTP", "/OPI", "/PS", "/Ref", "/Alternates"}
BLEND_MODES = {"/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten", "/ColorDodge",
               "/ColorBurn", "/HardLight", "/SoftLight", "/Difference", "/Exclusion", "/Hue", "/Saturation", "/Color",
               "/Luminosity"}
DEEPEST, LONGEST_NAME, LONGEST_STRING = 28, 127, 32767


def faults(path):
    """What keeps the document from being PDF/A-2b."""
    data = path.read_bytes()
    yield from of_file(data)
    with pikepdf.open(path) as pdf:
        if pdf.is_encrypted or "/ID" not in pdf.trailer:
            yield "6.1.3: it is encrypted, or has no identifier"
        yield from of_catalog(pdf)
        yield from of_metadata(pdf)
        profile = output_profile(pdf)
        if profile is None:
            yield "6.2.3: no profile says what its colours mean"
        for item in pdf.objects:
            yield from of_object(item)
        yield from of_widths(pdf)
        for number, page in enumerate(pdf.pages, 1):
            for fault in of_page(page, profile):
                yield f"page {number}: {fault}"


def of_file(data):
    """Clause 6.1.2 and 6.1.3: how the file begins and ends."""
    first, second = data.split(b"\n", 2)[:2]
    if not first.startswith(b"%PDF-1.") or second[:1] != b"%" or min(second[1:5], default=0) < 128:
        yield "6.1.2: the header is not that of a file of bytes"
    if not data.rstrip(b"\r\n").endswith(b"%%EOF") or len(data) - len(data.rstrip(b"\r\n")) > 2:
        yield "6.1.3: something follows the end of the file"


def of_catalog(pdf):
    root = pdf.Root
    for key in {"/OpenAction", "/AA", "/Requirements", "/Perms", "/NeedsRendering"} & set(root.keys()):
        action = root[key] if key == "/OpenAction" else None
        if not isinstance(action, pikepdf.Array):
            yield f"6.5: the catalog has {key}"
    names = root.get("/Names", {})
    for key in {"/JavaScript", "/EmbeddedFiles", "/AlternatePresentations"} & set(names.keys()):
        yield f"6.5: the names have {key}"
    if "/XFA" in root.get("/AcroForm", {}):
        yield "6.4.2: it has a form of XML"


def of_metadata(pdf):
    """Clause 6.6: the description as XMP, and the document information does not say otherwise."""
    with pdf.open_metadata(set_pikepdf_as_editor=False) as meta:
        if (meta.get("pdfaid:part"), meta.get("pdfaid:conformance")) != ("2", "B"):
            yield "6.6.4: it does not say that it is PDF/A-2b"
        pairs = {"/Title": "dc:title", "/Subject": "dc:description", "/Creator": "xmp:CreatorTool",
                 "/Producer": "pdf:Producer", "/Keywords": "pdf:Keywords"}
        for key, name in pairs.items():
            said, known = pdf.docinfo.get(key), meta.get(name)
            if said is not None and str(said) != str(known):
                yield f"6.6.3: {key} is {str(said)!r} here and {known!r} there"


def output_profile(pdf):
    """The number of colours of the profile; none where there is no usable one."""
    for intent in pdf.Root.get("/OutputIntents", []):
        profile = intent.get("/DestOutputProfile")
        if intent.get("/S") == Name.GTS_PDFA1 and profile is not None:
            data = bytes(profile.read_bytes())
            colours = {b"RGB ": 3, b"CMYK": 4, b"GRAY": 1}.get(data[16:20])
            is_sound = data[36:40] == b"acsp" and data[8] <= 4 and data[12:16] in (b"mntr", b"prtr")
            if is_sound and colours == profile.N and int.from_bytes(data[:4], "big") == len(data):
                return colours
    return None


def of_object(item):
    if isinstance(item, pikepdf.Stream):
        filters = item.get("/Filter", [])
        filters = list(filters) if isinstance(filters, pikepdf.Array) else [filters]
        if {"/LZWDecode", "/Crypt"} & {str(one) for one in filters} or "/F" in item:
            yield "6.1.7: a stream is packed with LZW, encrypted, or elsewhere"
        if item.get("/Interpolate") is True or item.get("/Subtype") == Name.PS:
            yield "6.2.8: a picture is smoothed, or a program"
    if not isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
        return
    for key in FORBIDDEN_KEYS & set(item.keys()):
        yield f"6.2: {key} is there"
    modes = item.get("/BM")
    if isinstance(modes, pikepdf.Name) and str(modes) not in BLEND_MODES:
        yield f"6.2.10: the blend mode {modes}"
    if item.get("/S") is not None and str(item.get("/Type", "")) == "/Action" and str(item["/S"]) not in ACTIONS:
        yield f"6.5.1: the action {item['/S']}"
    if str(item.get("/Type", "")) == "/Font":
        yield from of_font(item)
    for key in item.keys():
        value = item[key]
        if len(key) > LONGEST_NAME + 1 or isinstance(value, pikepdf.String) and len(bytes(value)) > LONGEST_STRING:
            yield "6.1.13: a name or a text is too long"


def of_font(font):
    """Clause 6.2.11: the font is there, and says the same of its glyphs as the document does."""
    kind = str(font.get("/Subtype"))
    if kind == "/Type0":
        if "/ToUnicode" not in font:
            yield "6.2.11.7: a font does not say what its glyphs mean"
        if str(font["/Encoding"]) not in ("/Identity-H", "/Identity-V"):
            yield "6.2.11.3: an encoding from elsewhere"
        return
    if kind == "/Type3":
        return
    descriptor = font.get("/FontDescriptor", {})
    program = next((descriptor[key] for key in ("/FontFile2", "/FontFile3", "/FontFile") if key in descriptor), None)
    if program is None:
        yield f"6.2.11.4: {font.get('/BaseFont')} is not embedded"
        return
    if kind == "/CIDFontType2":
        if str(font.get("/CIDToGIDMap")) != "/Identity":
            yield "6.2.11.3.2: the glyphs of a font are numbered in another way"
        known = descriptor.get("/CIDSet")
        count = len(advances(font))
        if known is not None and not all(is_in(bytes(known.read_bytes()), glyph) for glyph in range(count)):
            yield f"6.2.11.4.2: the list of glyphs of {font['/BaseFont']} is not that of its program"


def is_in(bits, glyph):
    return glyph // 8 < len(bits) and bits[glyph // 8] & 0x80 >> glyph % 8 != 0


def advances(font):
    """How wide the program says that its glyphs are, in thousandths."""
    face = TTFont(io.BytesIO(bytes(font["/FontDescriptor"]["/FontFile2"].read_bytes())), lazy=True)
    scale = 1000 / face["head"].unitsPerEm
    return [face["hmtx"][glyph][0] * scale for glyph in face.getGlyphOrder()]


def of_widths(pdf):
    """Clause 6.2.11.5: of the glyphs that are shown, document and font say the same width."""
    shown = {}
    streams = [page.obj for page in pdf.pages]
    streams += [item for item in pdf.objects if isinstance(item, pikepdf.Stream) and "/Resources" in item]
    for stream in streams:
        fonts, font = stream.get("/Resources", {}).get("/Font", {}), None
        for command in pikepdf.parse_content_stream(stream):
            if str(command.operator) == "Tf":
                font = fonts[str(command.operands[0])]
            elif str(command.operator) in ("Tj", "TJ") and font.get("/Subtype") == Name.Type0:
                operand = command.operands[0]
                parts = operand if isinstance(operand, pikepdf.Array) else [operand]
                codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
                glyphs = shown.setdefault(font.objgen, (font["/DescendantFonts"][0], set()))[1]
                glyphs |= {int.from_bytes(codes[at : at + 2], "big") for at in range(0, len(codes), 2)}
    for font, glyphs in shown.values():
        if "/FontFile2" not in font["/FontDescriptor"]:
            continue
        wide, said, default = advances(font), widths_of(font), float(font.get("/DW", 1000))
        for glyph in glyphs:
            if glyph == 0 or glyph >= len(wide):
                yield f"6.2.11.8: {font['/BaseFont']} lacks the glyph {glyph}"
            elif abs(said.get(glyph, default) - wide[glyph]) > 1:
                yield f"6.2.11.5: glyph {glyph} of {font['/BaseFont']} has two widths"


def widths_of(font):
    """The width of every glyph that has one of its own."""
    widths, rest = {}, [*font.get("/W", [])]
    while rest:
        first, second = int(rest.pop(0)), rest.pop(0)
        if isinstance(second, pikepdf.Array):
            widths |= {first + at: float(width) for at, width in enumerate(second)}
        else:
            widths |= dict.fromkeys(range(first, int(second) + 1), float(rest.pop(0)))
    return widths


def of_page(page, profile):
    if "/AA" in page.obj:
        yield "6.5.2: it does something when it is opened"
    if "/Resources" not in page.obj:
        yield "6.2.2: it has no resources of its own"
    width, height = (float(page.mediabox[at + 2]) - float(page.mediabox[at]) for at in (0, 1))
    if not all(3 <= length <= 14400 for length in (width, height)):
        yield "6.1.13: its size"
    for annotation in page.obj.get("/Annots", []):
        kind, flags = str(annotation.Subtype), int(annotation.get("/F", 0))
        # Of the flags: invisible, hidden, print, not viewed, viewed in turn.
        if kind in FORBIDDEN_ANNOTATIONS or kind != "/Popup" and flags & 0b100100111 != 0b100:
            yield f"6.3: the annotation {kind} with the flags {flags}"
    yield from of_commands(page, profile)


def of_commands(page, profile):
    depth = 0
    for command in pikepdf.parse_content_stream(page):
        name = str(command.operator)
        depth += {"q": 1, "Q": -1}.get(name, 0)
        if depth > DEEPEST:
            yield "6.1.13: its states are nested too deep"
            return
        if name in ("k", "K") and profile != 4 or name in ("rg", "RG") and profile != 3:
            yield f"6.2.4.3: colours that the profile does not explain ({name})"
            return
    if depth:
        yield "6.2.2: its states do not end"
