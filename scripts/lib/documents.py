"""Opens the PDF of every song of tests/songs, in several variants, with programs of other people. None of them may have
anything to say, and the page has to look as our own picture of it does."""

import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from unicodedata import normalize

import outloud
import pypdfium2

import documents_archive
import documents_pdfjs
from documents_browser import Browser
from documents_pictures import difference, pdfium_pixels, png_pixels, ppm_pixels

ROOT = Path(__file__).resolve().parents[2]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
PROGRAM = TARGET / "debug" / "chordpro"

VARIANTS = {
    "plain": [],
    "book": ["--title=All of it", "--toc"],
    "columns": ["--define=settings.columns=2", "--define=pdf.diagrams.show=right", "--transpose=3"],
    "native": [
        "--define=native.fit-to-page=1",
        "--define=native.keep-sections=1",
        "--define=native.no-widows=1",
        "--define=native.share-pages=1",
    ],
    "dark": ["--config=dark"],
    "tagged": ["--backend-option=tagged=1"],
    "archive": ["--backend-option=standard=pdf/a-2b"],
    "accessible": ["--backend-option=standard=pdf/ua-1"],
}

# What they say of themselves, not of a document: Debian's MuPDF has no colour management and does not take the longest
# emoji for one glyph, and its Poppler takes `/Suspects false` for a mistake.
OWN = {
    "warning: ICC support is not available",
    "warning: ignoring one to many mapping in cmap Custom",
    "Syntax Error: Suspects object is wrong type (boolean)",
}

# What is not asked of a document that is tagged and does not say that it is PDF/UA.
FOR_UA_ONLY = ["DOC-011", "DOC-012", "TXT-003", "TXT-005"]

# What the browser is shown: it takes half a second a document, and more on a busy machine.
IN_BROWSER = {"plain"}


def run(*command):
    """What a program has to say, and what it writes; it must succeed."""
    done = subprocess.run(command, capture_output=True, text=True, errors="replace")
    said = "\n".join(line for line in done.stderr.splitlines() if line not in OWN).strip()
    if done.returncode != 0:
        said = f"{command[0]} ends with {done.returncode}: {said or done.stdout.strip()}"
    return said, done.stdout


def checks(pdf, variant, dump, is_hostile):
    """What is wrong with a document, whose pages are dumped as text."""
    pages = sum(line.startswith("page ") for line in dump.splitlines())
    said, out = run("qpdf", "--check", pdf)
    yield said
    if "No syntax or stream encoding errors found" not in out:
        yield "qpdf finds errors: " + out.strip()
    yield run("mutool", "draw", "-q", "-F", "trace", "-o", os.devnull, pdf)[0]
    said, out = run("pdfinfo", pdf)
    yield said
    facts = dict(line.split(":", 1) for line in out.splitlines() if ":" in line)
    if int(facts.get("Pages", "0")) != pages:
        yield f"Poppler counts {facts.get('Pages')} pages, the painter {pages}"
    is_tagged = facts.get("Tagged", "").strip() == "yes"
    if is_tagged != (variant in ("tagged", "accessible")):
        yield "it is tagged" if is_tagged else "it is not tagged"
    said, out = run("pdffonts", pdf)
    yield said
    for line in out.splitlines()[2:]:
        embedded, _, unicode = line.rsplit(None, 5)[1:4]
        if (embedded, unicode) != ("yes", "yes"):
            yield "a font is not embedded, or has no characters: " + line
    if is_tagged:
        yield from accessible(pdf, variant)
    if variant == "archive":
        yield from documents_archive.faults(pdf)
    yield from readable(pdf, dump, is_hostile)
    yield from pdfium(pdf, pages)


def accessible(pdf, variant):
    """It has headings and lines, and nothing that PDF/UA-1 forbids."""
    said, out = run("pdfinfo", "-struct", pdf)
    yield said
    if "H1" not in out or "P" not in out:
        yield "it has no headings and lines"
    # A verse may be called by its number alone.
    skipped = ["HDG-010", *(FOR_UA_ONLY if variant == "tagged" else [])]
    result = outloud.check(str(pdf), skip=skipped)
    if result.error:
        yield f"it cannot be checked: {result.error}"
    for finding in filter(lambda finding: finding.severity != "info", result.findings):
        yield f"{finding.rule}: {finding.message} {finding.evidence or ''}"


def pdfium(pdf, pages):
    """PDFium shows every page, and takes the words of a line for one line."""
    try:
        document = pypdfium2.PdfDocument(pdf)
        if len(document) != pages:
            yield f"PDFium counts {len(document)} pages, the painter {pages}"
        texts = [page.get_textpage().get_text_range() for page in document]
    except pypdfium2.PdfiumError as error:
        yield f"PDFium: {error}"
        return
    if pdf.stem == "amazing-grace-plain" and "Amazing grace, how sweet the sound" not in "".join(texts):
        yield "PDFium cuts lines where chords stand"


def readable(pdf, dump, is_hostile):
    """The title is the first line of the page, and every character has a meaning."""
    said, out = run("pdftotext", "-l", "1", pdf, "-")
    yield said
    if "\ufffd" in out and not is_hostile:
        yield "text has characters without a meaning"
    first_page = dump.split("\npage 1 ")[0].split("  heading text\n")[-1]
    title = "".join(re.findall(r' title "(.*)"', first_page))
    title = re.sub(r"\\u\{([0-9a-f]+)\}", lambda code: chr(int(code[1], 16)), title)
    first_line = next((line for line in out.splitlines() if line.strip()), "")
    # Poppler marks the direction of lines, puts blanks beside letters with marks, and has an order of marks of its own.
    first, wanted = (re.sub(r"[\u202a-\u202e\s]", "", normalize("NFD", line)) for line in (first_line, title))
    if not is_hostile and not normalize("NFD", first).startswith(normalize("NFD", wanted)):
        yield f"the page begins with {first_line!r}, not with its title {title!r}"


def pictures(song, pdf):
    """MuPDF and PDFium show the same as our own picture of the page."""
    png, ppm = pdf.with_suffix(".png"), pdf.with_suffix(".ppm")
    run(PROGRAM, song, "--resolution=72", "--output", png)
    yield run("mutool", "draw", "-q", "-r", "72", "-c", "rgb", "-o", ppm, pdf, "1")[0]
    ours = png_pixels(png.read_bytes())
    yield difference(ours, ppm_pixels(ppm.read_bytes()), "MuPDF")
    if song.stem != "hostile":
        yield difference(ours, pdfium_pixels(pypdfium2.PdfDocument(pdf)[0]), "PDFium")


def in_browser(folder):
    """What the browser finds in each document that it is shown."""
    found = {}
    with Browser() as browser:
        for pdf in sorted(folder.glob("*.pdf")):
            if pdf.stem.rsplit("-", 1)[1] in IN_BROWSER:
                document = pypdfium2.PdfDocument(pdf)
                title = document.get_metadata_value("Title")
                found[pdf.stem] = [*browser.faults(pdf, len(document), title)]
    return found


def document(song, variant, folder):
    pdf = folder / f"{song.stem}-{variant}.pdf"
    said, _ = run(PROGRAM, song, *VARIANTS[variant], "--output", pdf)
    if not pdf.exists():
        # What no font can show has no place in an archive; that is said, and nothing is written.
        if "ContainsNotDefGlyph" in said and song.stem == "hostile":
            return []
        return [said or "nothing is written"]
    dump = pdf.with_suffix(".pages")
    run(PROGRAM, song, *VARIANTS[variant], "--output", dump)
    is_hostile = song.stem == "hostile"
    found = [*checks(pdf, variant, dump.read_text(), is_hostile)]
    if variant == "plain":
        found += pictures(song, pdf)
    return [problem for problem in found if problem]


def variants(number):
    """What is made of the song of that number: everything, or every second variant, so that two songs have all of them."""
    if os.environ.get("DOCUMENTS") != "short":
        return [*VARIANTS]
    return [*VARIANTS][number % 2 :: 2]


def main():
    songs = sorted([*ROOT.glob("tests/songs/*.cho"), *ROOT.glob("tests/songs/*.crd")])
    with tempfile.TemporaryDirectory() as name, ProcessPoolExecutor(os.cpu_count()) as pool:
        folder = Path(name)
        work = {
            f"{song.stem}-{variant}": pool.submit(document, song, variant, folder)
            for number, song in enumerate(songs)
            for variant in variants(number)
        }
        found = {name: result.result() for name, result in work.items()}
        shown = [in_browser(folder), documents_pdfjs.faults(folder)]
    for problems_of in shown:
        for name, problems in problems_of.items():
            found[name] += problems
    for name, problems in found.items():
        for problem in problems:
            print(f"{name}: {problem}")
    failed = sum(map(bool, found.values()))
    word = "FAILED" if failed else "ok"
    print(f"test result: {word}. {len(found) - failed} passed; {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
