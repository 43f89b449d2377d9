"""Holds the settings as listed against the code that reads them, and configurations against the schema."""

import json
import pathlib
import re
import sys

from jsonschema import Draft202012Validator

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Settings that are read from the tree, not from the typed view: the file, and the words that read them.
FROM_TREE = {
    "chordpro.comments": ("crates/song/src/song_reader.rs", "backend, \"comments\""),
    "text.comments": ("crates/song/src/song_reader.rs", "backend, \"comments\""),
    "html.comments": ("crates/song/src/song_reader.rs", "backend, \"comments\""),
    "diagrams.show": ("crates/song/src/finish.rs", "\"diagrams\", \"show\""),
    "notes.flat": ("crates/config/src/draft.rs", "names(\"flat\")"),
    "notes.sharp": ("crates/config/src/draft.rs", "names(\"sharp\")"),
    "notes.movable": ("crates/config/src/draft.rs", "get(\"movable\")"),
    "notes.system": ("crates/config/src/draft.rs", "get(\"system\")"),
    "settings.chordnames": ("crates/config/src/draft.rs", "\"settings\", \"chordnames\""),
    "tuning": ("crates/config/src/draft.rs", "get(\"tuning\")"),
}

# Files that may read the tree by paths that are made while they run.
MADE_PATHS = {
    "crates/song/src/song_reader.rs",
    "crates/song/src/variables.rs",
    "crates/layout/src/element_font.rs",
    "crates/config/src/documentation.rs",
    "crates/config/src/print.rs",
}


def settings(file):
    for line in pathlib.Path(file).read_text().splitlines():
        path, fields, about = line.split("\t")
        yield path, fields.split(), about


def fields_read(file):
    """The fields that are used outside of the crate that defines them."""
    read = set()
    for line in pathlib.Path(file).read_text().splitlines():
        entry = json.loads(line)
        message = entry.get("message") or {}
        if entry.get("reason") != "compiler-message" or (message.get("code") or {}).get("code") != "deprecated":
            continue
        field = re.search(r"field `[\w:]*?(\w+::\w+)`", message["message"])
        places = [span["file_name"] for span in message["spans"] if span["is_primary"]]
        if field and any(not place.startswith("crates/config/") for place in places):
            read.add(field.group(1))
    return read


def without_tests(file):
    return file.read_text().split("#[cfg(test)]")[0]


def paths_read():
    """The literal paths by which the tree is read, with their files; and files that read it by made paths."""
    literal, made = {}, set()
    for file in sorted((ROOT / "crates").glob("*/src/**/*.rs")):
        name = str(file.relative_to(ROOT))
        if name.endswith("tests.rs") or "/view/" in name:
            continue
        for words in re.findall(r"\.at\(\s*&\[([^\]]*)\]", without_tests(file)):
            steps = [word.strip() for word in words.split(",") if word.strip()]
            if all(re.fullmatch(r'"[^"]*"', step) for step in steps):
                literal[".".join(step.strip('"') for step in steps)] = name
            else:
                made.add(name)
    return literal, made


def check_readers(rows, read):
    wrong = []
    fonts = without_tests(ROOT / "crates/layout/src/element_font.rs")
    for path, fields, about in rows:
        if path in FROM_TREE:
            file, words = FROM_TREE[path]
            text = re.sub(r"\s+", " ", without_tests(ROOT / file))
            is_read = words in text
        elif path.startswith("pdf.fonts."):
            is_read = f'"{path.rsplit(".", 1)[1]}"' in fonts and fields[-1] in read
        else:
            is_read = all(field in read for field in fields)
        has_effect = "no effect" not in about
        if is_read != has_effect:
            wrong.append(f"{path} is {'read, but said to have no effect' if is_read else 'read by nobody'}")
    return wrong


def check_paths(rows):
    known = [path for path, _, _ in rows]
    literal, made = paths_read()
    if not literal:
        return ["no path was found in the code"]
    wrong = [
        f"{file} reads {path}, which is not documented"
        for path, file in literal.items()
        if not any(one == path or one.startswith(path + ".") for one in known)
    ]
    return wrong + [f"{file} reads paths that cannot be told" for file in sorted(made - MADE_PATHS)]


def check_schema():
    schema = json.loads((ROOT / "docs/config.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    data = ROOT / "crates/config/data"
    defaults = json.loads((data / "defaults.json").read_text())
    trees = {"defaults": defaults["builtin"], "merged defaults": defaults["final"]}
    for file in sorted((data / "presets").glob("*.json")):
        trees[file.stem] = json.loads(file.read_text())["set"]
    wrong = [
        f"{name}: {'.'.join(map(str, error.absolute_path))}: {error.message[:200]}"
        for name, tree in trees.items()
        for error in validator.iter_errors(tree)
    ]
    for tree in (
        {"pdf": {"marginleft": "wide"}},
        {"settings": {"titles": "up"}},
        {"pdf": {"spacing": {"lyrics": 0}}},
        {"contents": [{"label": "x"}]},
        {"settings": {"columns": 51}},
    ):
        if validator.is_valid(tree):
            wrong.append(f"the schema allows {tree}")
    return wrong


rows = list(settings(sys.argv[1]))
wrong = check_readers(rows, fields_read(sys.argv[2])) + check_paths(rows) + check_schema()
for line in wrong:
    print(line)
print(f"{len(rows)} settings: {len(wrong)} wrong")
sys.exit(bool(wrong))
