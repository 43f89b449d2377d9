"""pdf.js, the viewer of Firefox, asked what it makes of documents."""

import json
import os
import subprocess
import sys
from pathlib import Path

NODE = Path(sys.prefix) / "bin" / "node"
LIBRARY = Path(os.environ["PDFJS"]) / "node_modules" / "pdfjs-dist"


def faults(folder):
    """What is wrong with each document of a folder, beside which lies the dump of its pages."""
    documents = sorted(folder.glob("*.pdf"))
    script = Path(__file__).with_suffix(".mjs")
    command = [NODE, script, LIBRARY.as_uri(), *documents]
    done = subprocess.run(command, capture_output=True, text=True)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode != 0 or len(answers) != len(documents):
        raise RuntimeError(f"pdf.js ends early: {done.stderr}")
    return {Path(answer["file"]).stem: [*found(answer)] for answer in answers}


def found(answer):
    for complaint in answer["complaints"]:
        yield f"pdf.js: {complaint}"
    if "pages" not in answer:
        return
    pdf = Path(answer["file"])
    dump = pdf.with_suffix(".pages").read_text().splitlines()
    pages = sum(line.startswith("page ") for line in dump)
    if answer["pages"] != pages:
        yield f"pdf.js counts {answer['pages']} pages, the painter {pages}"
    if answer["labels"] != pages:
        yield f"pdf.js finds labels for {answer['labels']} of {pages} pages"
    titles = [line.removeprefix("title ").strip('"') for line in dump if line.startswith("title ")]
    if titles and '"' not in titles[0] and "\\" not in titles[0] and answer["title"] != titles[0]:
        yield f"pdf.js calls it {answer['title']!r}, not {titles[0]!r}"
    if not answer["entries"] and any(line.startswith("outline ") for line in dump):
        yield "pdf.js finds no outline"
    for name in answer["loose"]:
        yield f"for pdf.js, {name} leads nowhere"
    if pdf.stem.endswith(("-tagged", "-accessible")) and not {"Document", "H1", "P"} <= {*answer["roles"]}:
        yield f"pdf.js finds no structure but {answer['roles']}"
    if pdf.stem == "amazing-grace-plain" and "Amazing grace, how sweet the sound" not in "".join(answer["texts"]):
        yield "pdf.js cuts lines where chords stand"
