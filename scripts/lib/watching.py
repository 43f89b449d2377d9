"""Checks alerts and dashboard against the metrics that the program exposes: names, labels, and that every alert is tested both ways.

  chordpro-api config table metrics | watching.py
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
# What Prometheus itself adds.
TARGET = {"job", "instance"}
faults = []


def expect(condition, what):
    if not condition:
        faults.append(what)


def metrics(table):
    """The labels of every series, by its name."""
    known = {"up": set()}
    for name, kind, labels in re.findall(r"^\| `([a-z_]+)` \| (\w+) \| ([^|]*) \|", table, re.M):
        labels = set(re.findall(r"`(\w+)`", labels))
        known[name] = labels
        if kind == "histogram":
            known.update({f"{name}_bucket": labels | {"le"}, f"{name}_sum": labels, f"{name}_count": labels})
    assert len(known) > 30, "the table of metrics is not found"
    return known


def selectors(expression):
    """The metrics of an expression, each with the labels that it is chosen by."""
    plain = re.sub(r'"[^"]*"', '""', expression)
    for name, _, inside in re.findall(r"\b((?:chordpro|process)_\w+|up)\b(\{([^}]*)\})?", plain):
        yield name, set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", inside))


def vet(where, expression, known):
    count = 0
    for name, labels in selectors(expression):
        count += 1
        expect(name in known, f"{where}: there is no metric {name}")
        odd = labels - known.get(name, labels) - TARGET
        expect(not odd, f"{where}: {name} has no label {', '.join(sorted(odd))}")
    expect(count, f"{where}: no metric in {expression!r}")


def alerts(known):
    folder = ROOT / "deploy/prometheus"
    rules = yaml.safe_load((folder / "alerts.yaml").read_text())["groups"][0]["rules"]
    tests = yaml.safe_load((folder / "alerts.test.yaml").read_text())["tests"]
    documented = (ROOT / "docs/operations/alert.md").read_text()
    names = {rule["alert"] for rule in rules}
    for row in re.findall(r"^\| `(Chordpro\w+)` \|", documented, re.M):
        expect(row in names, f"alert.md: there is no alert {row}")
    for rule in rules:
        name = rule["alert"]
        vet(f"alerts.yaml: {name}", rule["expr"], known)
        expect(f"`{name}`" in documented, f"alert.md: {name} is explained")
        needed = {metric for metric, _ in selectors(rule["expr"])}
        fired, silent = False, False
        for test in tests:
            given = {series["series"].partition("{")[0] for series in test["input_series"]}
            for case in test["alert_rule_test"]:
                if case["alertname"] == name:
                    fired |= bool(case.get("exp_alerts"))
                    # Silence shows something only where the rule has what it looks at.
                    silent |= not case.get("exp_alerts") and needed <= given
        expect(fired, f"alerts.test.yaml: {name} is seen to fire")
        expect(silent, f"alerts.test.yaml: {name} is seen to be silent, with its metrics there")
    return len(rules)


def dashboard(known):
    board = json.loads((ROOT / "deploy/grafana/chordpro-api.json").read_text())
    expressions, ids, places = [], [], set()
    for panel in board["panels"]:
        ids.append(panel["id"])
        at = panel["gridPos"]
        for x in range(at["x"], at["x"] + at["w"]):
            for y in range(at["y"], at["y"] + at["h"]):
                expect((x, y) not in places and x < 24, f"dashboard: {panel['title']} lies on another panel")
                places.add((x, y))
        if panel["type"] == "row":
            continue
        expect(panel["targets"] and panel["description"], f"dashboard: {panel['title']} shows and says something")
        for target in panel["targets"]:
            vet(f"dashboard: {panel['title']}", target["expr"], known)
            expressions.append(target["expr"])
    expect(len(ids) == len(set(ids)), "dashboard: every panel has an id of its own")
    for variable in board["templating"]["list"]:
        if variable["type"] == "query":
            vet(f"dashboard: variable {variable['name']}", variable["query"], known)
    used = {name for expression in expressions for name in re.findall(r"\$\{?(\w+)", expression)}
    defined = {variable["name"] for variable in board["templating"]["list"]} | {"__rate_interval"}
    expect(used <= defined, f"dashboard: {used - defined} is not defined")
    syntax(expressions)
    return len(expressions)


def syntax(expressions):
    """Whether Prometheus can read the expressions: promtool checks them as rules."""
    rules = [{"record": f"dashboard:{n}", "expr": re.sub(r"\$__rate_interval", "5m", expression)} for n, expression in enumerate(expressions)]
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        yaml.safe_dump({"groups": [{"name": "dashboard", "rules": rules}]}, file)
        file.flush()
        result = subprocess.run(["promtool", "check", "rules", file.name], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    expect(result.returncode == 0, f"dashboard: {result.stdout}")


def main():
    known = metrics(sys.stdin.read())
    print(f"watching: {alerts(known)} alerts and {dashboard(known)} expressions of the dashboard are about metrics that exist")
    for fault in faults:
        print(f"watching: {fault}", file=sys.stderr)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
