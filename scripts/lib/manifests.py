"""Checks manifests, compose files, chart and workflow: that they parse, fit their schemas, and agree with the program."""

import json
import pathlib
import re
import sys
import tomllib

from collections import Counter

import kubernetes_validate
import yaml

import chart as helm_chart

ROOT = pathlib.Path(__file__).resolve().parents[2]
KUBERNETES = "1.31"
PORT = 8080
faults = []
checked = 0


def expect(condition, what):
    global checked
    checked += 1
    if not condition:
        faults.append(what)


def settings():
    """The names of all settings, from the table of the documentation, which a test holds against the code."""
    text = (ROOT / "docs/operations/configure.md").read_text()
    names = set(re.findall(r"^\| `([A-Z_]+)` \|", text, re.M))
    assert len(names) > 20, "the table of settings is not found"
    # The last two are read by the library that finds the system's roots.
    return names | {"API_KEYS_FILE", "SSL_CERT_FILE", "SSL_CERT_DIR"}


KNOWN = settings()


def is_setting(name):
    plain = name.removesuffix("_FILE")
    return name in KNOWN or plain in KNOWN or name.startswith("API_KEY_")


def manifests(source, where, kinds=helm_chart.EVERYTHING):
    """Kubernetes objects: each fits its schema, and they fit each other. There are as many of each kind as named, and no other."""
    objects = [item for item in yaml.safe_load_all(source) if item]
    kinds = Counter(kinds)
    expect(objects, f"{where}: there is nothing in it")
    by_kind = {}
    for item in objects:
        name = f"{where}: {item.get('kind')} {item.get('metadata', {}).get('name')}"
        by_kind.setdefault(item.get("kind"), []).append(item)
        if item.get("apiVersion") == "monitoring.coreos.com/v1":
            monitoring(name, item)
            continue
        try:
            kubernetes_validate.validate(item, KUBERNETES, strict=True)
            expect(True, "")
        except kubernetes_validate.ValidationError as error:
            expect(False, f"{name}: {error.message}")
    for kind in sorted(set(kinds) | set(by_kind)):
        expect(len(by_kind.get(kind, [])) == kinds[kind], f"{where}: {kinds[kind]} of {kind}")
    for monitor in by_kind.get("ServiceMonitor", []):
        wanted, port = monitor["spec"]["selector"]["matchLabels"], monitor["spec"]["endpoints"][0]["port"]
        found = [item for item in by_kind["Service"] if wanted.items() <= item["metadata"]["labels"].items()]
        expect(len(found) == 1 and found[0]["spec"]["ports"][0]["name"] == port, f"{where}: the ServiceMonitor finds one Service")
        expect(found and found[0]["metadata"]["labels"].get(monitor["spec"]["jobLabel"]) == "chordpro-api", f"{where}: the job of the alerts")
    for deployment in by_kind.get("Deployment", []):
        pod = deployment["spec"]["template"]
        container = pod["spec"]["containers"][0]
        labels, wanted = pod["metadata"]["labels"], deployment["spec"]["selector"]["matchLabels"]
        expect(wanted.items() <= labels.items(), f"{where}: the selector finds the pods")
        ports = {port["name"]: port["containerPort"] for port in container["ports"]}
        expect(ports.get("http") == PORT, f"{where}: the port is {PORT}")
        env = {variable["name"]: variable.get("value") for variable in container["env"]}
        expect(len(env) == len(container["env"]), f"{where}: every setting is given once")
        for name in env:
            expect(is_setting(name), f"{where}: {name} is not a setting")
        expect(env.get("OPS_PORT") == str(ports.get("ops")), f"{where}: OPS_PORT is the port called ops")
        mounts = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
        expect(set(mounts) == {volume["name"] for volume in pod["spec"]["volumes"]}, f"{where}: what is mounted is there")
        for name in {"API_KEYS_FILE", "TLS_CERT_FILE", "TLS_KEY_FILE"} & set(env):
            expect(any(env[name].startswith(mount + "/") for mount in mounts.values()), f"{where}: {name} is mounted")
        for probe in ["startupProbe", "livenessProbe", "readinessProbe"]:
            get = container[probe]["httpGet"]
            expect(get["port"] in ports and get["path"] in {"/health/live", "/health/ready"}, f"{where}: {probe}")
        security = container["securityContext"]
        expect(security["readOnlyRootFilesystem"] is True, f"{where}: read-only file system")
        expect(security["capabilities"]["drop"] == ["ALL"], f"{where}: no capabilities")
        expect(pod["spec"]["securityContext"]["runAsNonRoot"] is True, f"{where}: not root")
        expect(pod["spec"].get("enableServiceLinks") is False, f"{where}: no variables of Services")
        expect(pod["spec"].get("automountServiceAccountToken") is False, f"{where}: no token")
        account = pod["spec"].get("serviceAccountName", "default")
        made = [item["metadata"]["name"] for item in by_kind.get("ServiceAccount", [])]
        expect(account in (made or ["default"]), f"{where}: the account {account} is there")
        expect(re.fullmatch(r"[a-z0-9.-]+\.[a-z]+(/[a-z0-9._-]+)+:[\w.-]+(@sha256:[0-9a-f]{64})?", container["image"]),
               f"{where}: {container['image']} is pulled from a registry, by version")
        # The autoscaler's share is one of what is asked for: less than a core would make it grow while cores idle.
        expect(str(container["resources"]["requests"]["cpu"]) == "1", f"{where}: a core is asked for")
        expect("limits" in container["resources"] and "requests" in container["resources"], f"{where}: limits")
        for service in by_kind.get("Service", []):
            expect(service["spec"]["selector"].items() <= labels.items(), f"{where}: the Service finds the pods")
            expect(service["spec"]["ports"][0]["targetPort"] in ports, f"{where}: the Service's port exists")
        for policy in by_kind.get("NetworkPolicy", []):
            used = [port["port"] for rule in policy["spec"]["ingress"] for port in rule["ports"]]
            expect(set(used) <= set(ports), f"{where}: the policy's ports exist")


def monitoring(name, item):
    """An object for the operator of Prometheus, whose schema is not at hand: what it cannot do without."""
    spec = item["spec"]
    if item["kind"] == "ServiceMonitor":
        expect({"selector", "endpoints"} <= set(spec), f"{name}: selector and endpoints")
        expect(all({"port", "path"} <= set(endpoint) for endpoint in spec["endpoints"]), f"{name}: port and path")
    else:
        expect(item["kind"] == "PrometheusRule", f"{name}: a known kind")
        own = yaml.safe_load((ROOT / "deploy/prometheus/alerts.yaml").read_text())
        expect(spec == own, f"{name}: the rules are those of alerts.yaml, untouched by the templates")


class Compose(yaml.SafeLoader):
    """YAML with the tags that compose adds."""


Compose.add_constructor("!reset", lambda loader, node: None)


def compose():
    files = [ROOT / "compose.yaml", *sorted((ROOT / "deploy/compose").glob("*.yaml"))]
    for path in files:
        where = path.name
        content = yaml.load(path.read_text(), Loader=Compose)
        service = content["services"]["chordpro-api"]
        for name in service.get("environment", {}):
            expect(is_setting(name), f"{where}: {name} is not a setting")
        for name, other in content["services"].items():
            if name != "chordpro-api":
                expect("mem_limit" in other and other.get("cap_drop") == ["ALL"], f"{where}: {name} has limits")
            for volume in other.get("volumes", []):
                source = volume.split(":")[0]
                is_there = (ROOT / source).exists() if source.startswith(".") else source in content.get("volumes", {})
                expect(is_there, f"{where}: {source} is there")
            for network in other.get("networks", []):
                expect(network == "default" or network in content["networks"], f"{where}: network {network}")
    base = yaml.safe_load(files[0].read_text())["services"]["chordpro-api"]
    expect(base["read_only"] is True and base["cap_drop"] == ["ALL"], "compose.yaml: hardened")
    expect(base["healthcheck"]["test"][-1] == "healthcheck", "compose.yaml: health check")
    expect(base["ports"] == [f"{PORT}:{PORT}"], "compose.yaml: port")


def chart():
    """The chart agrees with the program, its templates with its values, and what Helm makes of it with Kubernetes."""
    folder = ROOT / "deploy/helm/chordpro-api"
    about = yaml.safe_load((folder / "Chart.yaml").read_text())
    version = re.search(r'^version = "(.+)"', (ROOT / "Cargo.toml").read_text(), re.M).group(1)
    expect(about["appVersion"] == version, "chart: appVersion is the version of the program")
    values = yaml.safe_load((folder / "values.yaml").read_text())
    # One place names the image: the chart's values; scripts/release compares them with where the workflow pushes to.
    manifest = (ROOT / "deploy/kubernetes/chordpro-api.yaml").read_text()
    image = f"{values['image']['repository']}:{version}"
    expect(f"image: {image}\n" in manifest, f"chordpro-api.yaml: the image is {image}")
    for name in values["settings"]:
        expect(is_setting(name), f"chart: {name} is not a setting")
    for fault in helm_chart.complaints(folder):
        expect(False, f"chart: {fault}")
    for name, text, kinds, texts in helm_chart.rendered(folder):
        manifests(text, f"chart with {name}", kinds)
        for part in texts:
            expect(part in text, f"chart with {name}: {part!r} is there")
    names = set()
    templates = {path.name: path.read_text() for path in sorted((folder / "templates").iterdir())}
    for text in templates.values():
        names |= set(re.findall(r'define "([^"]+)"', text))
    for name, text in templates.items():
        actions = re.findall(r"\{\{-?\s*(.*?)\s*-?\}\}", text, re.S)
        depth = 0
        for action in actions:
            depth += bool(re.match(r"(if|with|range|define)\b", action)) - (action == "end")
            expect(depth >= 0, f"chart: {name}: an end too many")
            for path in re.findall(r"\.Values\.([A-Za-z.]+)", action):
                at = values
                for part in path.split("."):
                    at = at.get(part) if isinstance(at, dict) and part in at else KeyError
                expect(at is not KeyError, f"chart: {name}: .Values.{path} has no default")
            for used in re.findall(r'include "([^"]+)"', action):
                expect(used in names, f"chart: {name}: {used} is not defined")
        expect(depth == 0, f"chart: {name}: a block is not closed")


def image():
    text = (ROOT / "Dockerfile").read_text()
    expect(f"EXPOSE {PORT}" in text, "Dockerfile: port")
    expect(re.search(r"^FROM scratch$", text, re.M), "Dockerfile: from scratch")
    expect("USER 65532:65532" in text, "Dockerfile: no root")
    expect('ENTRYPOINT ["/usr/local/bin/chordpro-api"]' in text, "Dockerfile: entry point")
    for base in re.findall(r"^FROM (\S+)", text, re.M):
        is_own = base == "scratch" or re.search(rf"^FROM .* AS {re.escape(base)}$", text, re.M)
        expect(is_own or re.search(r":[\w.-]+@sha256:[0-9a-f]{64}$", base), f"Dockerfile: {base} by tag and digest")
    for label in ["source", "revision", "version", "licenses"]:
        expect(f"org.opencontainers.image.{label}=" in text, f"Dockerfile: label {label}")
    for name in ["chordpro", "curl"]:
        expect(f"ln -s chordpro-api /out/usr/local/bin/{name} " in text.replace("\n", " "), f"Dockerfile: the name {name}")
    expect('"healthcheck"]' in text, "Dockerfile: health check")
    profile = re.search(r"ARG PROFILE=(\w+)", text).group(1)
    expect(f"[profile.{profile}]" in (ROOT / "Cargo.toml").read_text(), "Dockerfile: the profile exists")
    toolchain = re.search(r'channel = "([\d.]+)"', (ROOT / "rust-toolchain.toml").read_text())
    if toolchain:
        expect(toolchain.group(1).startswith(re.search(r"rust:([\d.]+)", text).group(1)), "Dockerfile: toolchain")


def makefile():
    text = (ROOT / "Makefile").read_text()
    for target in ["build", "run-api-auth", "build-dev", "run-api-dev", "run-cli", "dev", "stop"]:
        expect(re.search(rf"^{target}:", text, re.M), f"Makefile: {target}")


def workflows():
    """Every action is pinned to a commit with its version beside it, and no job has more rights than it says why."""
    for path in sorted((ROOT / ".github/workflows").glob("*.yml")):
        text = path.read_text()
        content = yaml.safe_load(text)
        expect(content["permissions"] == {}, f"{path.name}: no rights but those of the jobs")
        for used, comment in re.findall(r"uses: (\S+)(.*)", text):
            is_own = used.startswith("$/") and (ROOT / used.removeprefix("$/")).exists()
            is_pinned = re.search(r"@[0-9a-f]{40}$", used) and re.fullmatch(r" # v\d+\.\d+\.\d+", comment)
            expect(is_own or is_pinned, f"{path.name}: {used} is pinned to a commit, with its version")
            expect("trivy" not in used, f"{path.name}: {used}")
        for name, job in content["jobs"].items():
            needs = job.get("needs", [])
            for need in [needs] if isinstance(needs, str) else needs:
                expect(need in content["jobs"], f"{path.name}: {name} needs {need}")
            expect("permissions" in job, f"{path.name}: {name} says its rights")
            for right, degree in re.findall(r"([a-z-]+): (write)\b(?! #)", yaml.safe_dump(job["permissions"])):
                expect(re.search(rf"{right}: write # \w", text), f"{path.name}: why {name} has {right}: {degree}")
            for step in job.get("steps", []):
                for script in re.findall(r"\b(scripts/[a-z]+)", step.get("run", "")):
                    expect((ROOT / script).exists(), f"{path.name}: {script} is there")
                if "checkout" in step.get("uses", ""):
                    expect(step["with"]["persist-credentials"] is False, f"{path.name}: {name} keeps no credentials")
    release = (ROOT / ".github/workflows/release.yml").read_text()
    for piece in ["cosign sign --yes --recursive", "--provenance mode=max --sbom true", "helm push", "cargo deb", "scripts/release checksums"]:
        expect(piece in release, f"release.yml: {piece}")


def package():
    """What goes into the Debian package is there, but for the programs, which are built."""
    folder = ROOT / "crates/service"
    about = tomllib.loads((folder / "Cargo.toml").read_text())["package"]["metadata"]["deb"]
    unit_file = "deploy/systemd/chordpro-api.service"
    assets = [asset[0] for asset in about["assets"]]
    for source in assets:
        if not source.startswith("target/release/"):
            expect((folder / source).exists(), f"deb: {source} is there")
    expect(any(source.endswith(unit_file) for source in assets), "deb: the unit")
    expect({"target/release/chordpro", "target/release/chordpro-api"} <= set(assets), "deb: both programs")


def unit():
    text = (ROOT / "deploy/systemd/chordpro-api.service").read_text()
    for name in re.findall(r"^Environment=([A-Z_]+)=", text, re.M):
        expect(is_setting(name), f"systemd: {name} is not a setting")


if "--stdin" in sys.argv:
    manifests(sys.stdin.read(), "standard input")
else:
    for path in sorted((ROOT / "deploy/kubernetes").glob("*.yaml")):
        # They go by the namespace's own account, of which no token is mounted.
        manifests(path.read_text(), path.name, helm_chart.EVERYTHING - Counter(["ServiceAccount"]))
    compose()
    chart()
    image()
    makefile()
    workflows()
    package()
    unit()
    json.loads((ROOT / "docs/openapi.json").read_text())

for fault in faults:
    print(f"deployment: {fault}", file=sys.stderr)
print(f"deployment: {checked} things checked, {len(faults)} wrong")
sys.exit(1 if faults else 0)
