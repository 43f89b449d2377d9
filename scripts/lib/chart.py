"""Renders the chart with Helm, compiled into a package of PyPI: with its defaults, with other values, and with wrong ones."""

import helm_python as helm

EVERYTHING = {"Deployment", "Service", "HorizontalPodAutoscaler", "PodDisruptionBudget", "NetworkPolicy"}

# What each set of values adds to the kinds of objects, or takes away, and what must stand in the manifests.
RIGHT = [
    ("defaults", {}, set(), set(), ["image: \"chordpro-api:", "value: \"600/1m\"", "egress: []"]),
    ("ingress", {"ingress": {"enabled": True, "className": "nginx", "tlsSecret": "site", "annotations": {"a/b": "c"}}},
     {"Ingress"}, set(), ["ingressClassName: nginx", "secretName: site", "a/b: c"]),
    ("plain ingress", {"ingress": {"enabled": True}}, {"Ingress"}, set(), ["host: songs.example.org"]),
    ("no autoscaler", {"autoscaling": {"enabled": False}, "replicaCount": 3}, set(), {"HorizontalPodAutoscaler"},
     ["replicas: 3"]),
    ("bare", {"autoscaling": {"enabled": False}, "disruptionBudget": {"enabled": False}, "networkPolicy": {"enabled": False},
              "settings": None}, set(), {"HorizontalPodAutoscaler", "PodDisruptionBudget", "NetworkPolicy"}, ["replicas: 2"]),
    ("redis", {"secretSettings": {"REDIS_URL": {"secret": "redis", "key": "url"}},
               "networkPolicy": {"egress": [{"to": [{"podSelector": {"matchLabels": {"app": "redis"}}}],
                                             "ports": [{"port": 6379}]}]}},
     set(), set(), ["name: REDIS_URL\n              valueFrom:\n                secretKeyRef:\n                  name: redis",
                    "port: 6379"]),
    ("tls", {"tls": {"secret": "songs-tls"}}, set(), set(),
     ["value: /tls/tls.crt", "value: /tls/tls.key", "mountPath: /tls", "secretName: songs-tls"]),
    ("numbers", {"settings": {"MAX_CONTENT_SIZE": 2097152, "OTEL_TRACES_SAMPLER_ARG": 0.25, "OTEL_SDK_DISABLED": True}},
     set(), set(), ["value: \"2097152\"", "value: \"0.25\"", "value: \"true\""]),
    ("everything", {"image": {"repository": "registry.example.org/chordpro-api", "tag": "1"}, "imagePullSecrets": [{"name": "pull"}],
                    "keys": {"existingSecret": "other"}, "opsPort": 9999, "service": {"type": "LoadBalancer", "port": 443},
                    "terminationGracePeriodSeconds": 90, "nodeSelector": {"a": "b"}, "podAnnotations": {"c": "d"},
                    "tolerations": [{"key": "e", "operator": "Exists"}],
                    "affinity": {"podAntiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [
                        {"weight": 1, "podAffinityTerm": {"topologyKey": "kubernetes.io/hostname"}}]}},
                    "disruptionBudget": {"minAvailable": "50%"}},
     set(), set(), ["image: \"registry.example.org/chordpro-api:1\"", "containerPort: 9999", "type: LoadBalancer",
                    "minAvailable: 50%", "secretName: other"]),
]

# Values that are slips, and the word that must stand in what Helm says about them.
WRONG = [
    ({"replicaCount": "many"}, "replicaCount"),
    ({"keys": {"existingSecret": ""}}, "keys.existingSecret"),
    ({"key": {"existingSecret": "x"}}, "key"),
    ({"settings": {"rate-limit": "600/1m"}}, "rate-limit"),
    ({"settings": {"PORT": 8081}}, "PORT"),
    ({"secretSettings": {"REDIS_URL": {"secret": "redis"}}}, "key"),
    ({"opsPort": 8080}, "opsPort"),
]


def rendered(folder):
    """The manifests of every set of values: its name, the text, the kinds that must be there, and what must stand in it."""
    with helm.Chart.load(folder) as chart:
        for name, values, more, less, texts in RIGHT:
            files = chart.render(values, name="songs", namespace="web")
            text = "\n---\n".join(text for path, text in sorted(files.items()) if path.endswith(".yaml"))
            yield name, text, (EVERYTHING | more) - less, texts


def complaints(folder):
    """What is wrong with the chart: what lint says, and slips in the values that it lets pass."""
    for name, values, *_ in RIGHT:
        report = helm.lint(folder, values, strict=True)
        yield from (f"lint with {name}: {error}" for error in report["errors"])
    with helm.Chart.load(folder) as chart:
        for values, word in WRONG:
            try:
                chart.validate_schema(chart.merge_values(values))
                chart.render(values, name="songs")
                yield f"{values} passes"
            except helm.HelmError as error:
                if word not in str(error):
                    yield f"{values} is refused without a word of {word}: {error}"
