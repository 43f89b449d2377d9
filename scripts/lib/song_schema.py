"""Checks the JSON of every song of tests/songs, by itself and as one book, against crates/writers/data/song.schema.json. What the schema
does not name is a fault as well."""

import json
import subprocess
import sys
from pathlib import Path

from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(sys.argv[1]).resolve()


def closed(schema):
    """The schema with no members but those that it names."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    schema = {name: closed(part) for name, part in schema.items()}
    if schema.get("type") == "object" and "properties" in schema:
        schema.setdefault("additionalProperties", False)
    return schema


def faults(validator, songs):
    command = [PROGRAM, "--profile=complete", "--generate=json", "--output=-", *songs]
    done = subprocess.run(command, capture_output=True, cwd=ROOT)
    if done.returncode != 0:
        return [done.stderr.decode(errors="replace").strip()]
    book = json.loads(done.stdout)
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(book)]


def main():
    schema = json.loads((ROOT / "crates/writers/data/song.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(closed(schema))
    songs = sorted([*ROOT.glob("tests/songs/*.cho"), *ROOT.glob("tests/songs/*.crd")])
    assert songs, "there are songs"
    failed = 0
    for chosen in [*([song] for song in songs), songs]:
        found = faults(validator, chosen)
        failed += bool(found)
        for fault in found:
            print(f"{chosen[0].name if len(chosen) == 1 else 'all songs'}: {fault}")
    word = "FAILED" if failed else "ok"
    print(f"test result: {word}. {len(songs) + 1 - failed} passed; {failed} failed")
    sys.exit(failed > 0)


main()
