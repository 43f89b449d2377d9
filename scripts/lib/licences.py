"""Collects the licences of everything that is inside the two programs: our own, those of the crates, those of the fonts.

  licences.py            compares what is collected with crates/engine/data, and fails where it differs
  licences.py --write    writes it there
"""

import gzip
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = ROOT / "crates/engine/data"
PROGRAMS = ["chordpro-api", "chordpro-cli", "chordpro-image"]
# What programs are released for: crates that only one of them needs are listed as well.
TARGETS = ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-musl", "aarch64-apple-darwin", "x86_64-pc-windows-msvc"]
NAMES = re.compile(r"^(licen[cs]e|copying|copyright|notice|unlicense)([-._].*)?$", re.I)
# Folders of a package that do not become part of a program.
APART = {"tests", "test", "benches", "examples", "fuzz", "doc", "docs"}
RULE = "=" * 78


def metadata(target):
    command = ["cargo", "metadata", "--format-version", "1", "--locked", "--filter-platform", target]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)


def linked(graph):
    """The packages that the programs are linked from, by their ids: no build scripts, no tests."""
    packages = {package["id"]: package for package in graph["packages"]}
    nodes = {node["id"]: node for node in graph["resolve"]["nodes"]}
    waiting = [package["id"] for package in packages.values() if package["name"] in PROGRAMS]
    assert len(waiting) == len(PROGRAMS), "a program is missing"
    found = {}
    while waiting:
        package = waiting.pop()
        if package in found:
            continue
        found[package] = packages[package]
        for dependency in nodes[package]["deps"]:
            if any(kind["kind"] is None for kind in dependency["dep_kinds"]):
                waiting.append(dependency["pkg"])
    return found


def texts(package):
    """The licence texts in a package."""
    folder, found = pathlib.Path(package["manifest_path"]).parent, []
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and NAMES.match(path.name) and path.suffix not in {".rs", ".toml", ".html"}:
            if not APART & set(inside.parts[:-1]):
                found.append(path.read_text(errors="replace"))
    return found


def of_sibling(package, packages):
    """The licence texts of a package of the same repository and licence that brings them, for one that does not."""
    for other in packages:
        same = all(other[name] == package[name] for name in ["repository", "license"])
        if same and package["repository"] and (found := texts(other)):
            return found
    return []


def standard(package):
    """The text of the licence that a package names without bringing it."""
    expression = package["license"] or ""
    holder = ", ".join(package["authors"]) or f"the authors of {package['name']}"
    if re.search(r"\bMIT\b", expression):
        text = (ROOT / "LICENSE-MIT").read_text()
        return re.sub(r"^Copyright .*$", lambda _: f"Copyright (c) {holder}", text, count=1, flags=re.M)
    if "Apache-2.0" in expression:
        return (ROOT / "LICENSE-APACHE").read_text()
    raise SystemExit(f"licences: {package['name']} has neither a text nor a licence that is known here: {expression!r}")


def clean(text):
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    return "\n".join(lines).strip("\n").expandtabs()


def collect():
    """The text about everything but GNU FreeFont."""
    packages = {}
    for target in TARGETS:
        for key, package in linked(metadata(target)).items():
            packages[key] = package
    numbers, rows = {}, []

    def number(text):
        # Copies differ in line ends and in how they are indented.
        return numbers.setdefault(" ".join(text.split()), (len(numbers) + 1, clean(text)))[0]

    own = sorted({number((ROOT / name).read_text()) for name in ["LICENSE-MIT", "LICENSE-APACHE"]})
    for package in sorted(packages.values(), key=lambda package: (package["name"], package["version"])):
        if package["source"] is None:
            continue
        found = sorted({number(text) for text in texts(package) or of_sibling(package, packages.values())})
        found = found or [number(standard(package))]
        references = ", ".join(str(one) for one in found)
        rows.append(f"{package['name']} {package['version']}: {package['license']} [{references}]")
    fonts = []
    for notice in sorted((ROOT / "crates/fonts-bundle/data").glob("*/COPYRIGHT")):
        fonts.append(f"{notice.parent.name} [{number(notice.read_text())}]")
    parts = [
        "Licences of the programs chordpro-api and chordpro, and of what is inside them.\n"
        "Numbers in brackets are those of the texts below.",
        f"The programs themselves: MIT OR Apache-2.0 [{', '.join(map(str, own))}]",
        "Crates:\n\n" + "\n".join(rows),
        "Fonts:\n\n" + "\n".join(fonts),
    ]
    parts += [f"{RULE}\n[{n}]\n\n{text}" for n, text in numbers.values()]
    return "\n\n".join(parts) + "\n"


def freefont():
    """The text about GNU FreeFont, which builds without it leave out."""
    folder = ROOT / "crates/fonts-freefont"
    parts = [f"{RULE}\nGNU FreeFont, inside the programs as data", (folder / "COPYRIGHT").read_text(), (folder / "COPYING").read_text()]
    return "\n\n".join(clean(part) for part in parts) + "\n"


def main():
    wrong = 0
    for name, text in [("licences.txt.gz", collect()), ("licences-freefont.txt.gz", freefont())]:
        path = DATA / name
        if "--write" in sys.argv:
            DATA.mkdir(exist_ok=True)
            path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
            print(f"licences: {name}: {len(text.encode())} bytes, packed {path.stat().st_size}")
        elif not path.exists() or gzip.decompress(path.read_bytes()).decode() != text:
            wrong += 1
            print(f"licences: {path.relative_to(ROOT)} is not what Cargo.lock and the fonts ask for: scripts/licences --write", file=sys.stderr)
    if not wrong:
        print("licences: current")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
