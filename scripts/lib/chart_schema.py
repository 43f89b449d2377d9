"""The part of the chart's schema that is about settings, made from the table that the program prints.

  chordpro-api config table | chart_schema.py            compares values.schema.json with it, and fails where it differs
  chordpro-api config table | chart_schema.py --write    writes it
"""

import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "deploy/helm/chordpro-api/values.schema.json"
# What the chart sets itself, and what would make it useless.
OWN = {"API_KEYS", "API_KEYS_FILE", "BIND", "DEVELOPMENT_MODE", "OPS_PORT", "PORT", "UNIX_SOCKET"}
# Kinds of values, by the words of the table; numbers may also be written as texts.
DURATION = r"[0-9]+(ms|s|m|h|d)?"
KINDS = {
    "milliseconds from 1 to 86400000, or a duration with its unit such as 10s":
        {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "string", "pattern": f"^([1-9][0-9]*|{DURATION})$"}]},
    "true or false": {"enum": [True, False, "true", "false"]},
    "a number from 0 to 1":
        {"anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, {"type": "string", "pattern": r"^(0(\.[0-9]+)?|1(\.0+)?)$"}]},
    "off, or a number of requests and a time such as 600/1m": {"type": "string", "pattern": f"^(off|[1-9][0-9]*/{DURATION})$"},
    "the path of a file": {"type": "string", "pattern": "^/."},
}
# Their ranges have units, which the program looks at.
RANGES = {
    r"a size from \S+ to \S+, such as \S+":
        {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": "^[0-9]+ ?[kKmMgGtT]?i?[bB]?$"}]},
    r"a duration from \S+ to \S+, such as \S+ or \S+":
        {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": f"^{DURATION}$"}]},
}
NUMBER = re.compile(r"a whole number from (\d+)(?: to (\d+))?")
# A list of words, of which one is given.
WORDS = re.compile(r"[a-z][a-z/-]*(, [a-z][a-z/-]*)* or [a-z][a-z/-]*|http/protobuf")


def value(words):
    if words in KINDS:
        return KINDS[words]
    for pattern, kind in RANGES.items():
        if re.fullmatch(pattern, words):
            return kind
    if WORDS.fullmatch(words):
        return {"enum": re.split(r", | or ", words)}
    if number := NUMBER.fullmatch(words):
        bounds = {"minimum": int(number[1])} | ({"maximum": int(number[2])} if number[2] else {})
        pattern = "^[1-9][0-9]*$" if bounds["minimum"] else "^[0-9]+$"
        return {"anyOf": [{"type": "integer", **bounds}, {"type": "string", "pattern": pattern}]}
    # Addresses, networks, names: what is wrong with them the program says.
    return {"type": ["string", "number", "boolean"]}


def settings(table):
    rows = re.findall(r"^\| `([A-Z0-9_]+)` \| [^|]* \| ([^|]*) \| ([^|]*) \|$", table, re.M)
    assert len(rows) > 20, "the table of settings is not found"
    known = {}
    for name, words, description in rows:
        if name not in OWN:
            known[name] = {"description": description.strip(), **value(words.strip())}
    for secret in ["REDIS_URL", "JOBS_KEY", "CALLBACK_SECRET", "JWE_KEYS", "OTEL_EXPORTER_OTLP_HEADERS"]:
        assert secret in known, f"{secret} is no setting"
        known[f"{secret}_FILE"] = {"description": f"A file that holds {secret}.", "type": "string", "pattern": "^/."}
    return known


def main():
    known = settings(sys.stdin.read())
    schema = json.loads(SCHEMA.read_text())
    schema["properties"]["settings"] = {"type": "object", "additionalProperties": False, "properties": known}
    secrets = schema["properties"]["secretSettings"]
    secrets["propertyNames"] = {"anyOf": [{"enum": sorted(known)}, {"pattern": "^API_KEY_[A-Z0-9_]+$"}]}
    text = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
    if "--write" in sys.argv:
        SCHEMA.write_text(text)
    elif SCHEMA.read_text() != text:
        sys.exit("chart: values.schema.json is not what the program's settings ask for: scripts/deployment --write-schema")
    print(f"chart: the schema has {len(known)} settings of the program")


if __name__ == "__main__":
    main()
