"""Renders the chart with Helm, compiled into a package of PyPI: with its defaults, with other values, and with wrong ones."""

from collections import Counter

import helm_python as helm

EVERYTHING = Counter(["Deployment", "Service", "ServiceAccount", "HorizontalPodAutoscaler", "PodDisruptionBudget", "NetworkPolicy"])

REDIS = [{"to": [{"podSelector": {"matchLabels": {"app": "redis"}}}], "ports": [{"port": 6379}]}]
DIGEST = "sha256:" + "0" * 64

# What each set of values adds to the kinds of objects, or takes away, and what must stand in the manifests.
RIGHT = [
    ("defaults", {}, [], [],
     ["image: \"ghcr.io/", "value: \"600/1m\"", "egress: []", "enableServiceLinks: false", "cpu: \"1\"", "prometheus.io/scrape: \"true\""]),
    ("ingress", {"ingress": {"enabled": True, "className": "nginx", "hosts": ["songs.example.org", "chords.example.org"],
                             "tlsSecret": "site", "annotations": {"a/b": "c"}}},
     ["Ingress"], [], ["ingressClassName: nginx", "secretName: site", "a/b: c", "host: \"chords.example.org\"", "- chords.example.org"]),
    ("plain ingress", {"ingress": {"enabled": True, "hosts": ["songs.example.org"]}}, ["Ingress"], [], ["host: \"songs.example.org\""]),
    ("no autoscaler", {"autoscaling": {"enabled": False}, "replicaCount": 3}, [], ["HorizontalPodAutoscaler"], ["replicas: 3"]),
    ("bare", {"autoscaling": {"enabled": False}, "disruptionBudget": {"enabled": False}, "networkPolicy": {"enabled": False},
              "serviceAccount": {"create": False}, "settings": None},
     [], ["HorizontalPodAutoscaler", "PodDisruptionBudget", "NetworkPolicy", "ServiceAccount"],
     ["replicas: 2", "serviceAccountName: default"]),
    ("redis over TLS", {"secretSettings": {"REDIS_URL": {"secret": "redis", "key": "url"}}, "networkPolicy": {"egress": REDIS},
                        "settings": {"REDIS_CA_FILE": "/redis/ca.crt"},
                        "extraVolumes": [{"name": "redis-ca", "secret": {"secretName": "redis-ca"}}],
                        "extraVolumeMounts": [{"name": "redis-ca", "mountPath": "/redis", "readOnly": True}]},
     [], [], ["name: REDIS_URL\n              valueFrom:\n                secretKeyRef:\n                  name: redis",
              "port: 6379", "mountPath: /redis", "secretName: redis-ca"]),
    ("a collector", {"settings": {"OTEL_EXPORTER_OTLP_ENDPOINT": "https://collector.example.org"},
                     "networkPolicy": {"egress": [{"ports": [{"port": 443}]}]}}, [], [], ["https://collector.example.org"]),
    ("tls", {"tls": {"secret": "songs-tls"}}, [], [],
     ["value: /tls/tls.crt", "value: /tls/tls.key", "mountPath: /tls", "secretName: songs-tls"]),
    ("numbers", {"settings": {"MAX_CONTENT_SIZE": 2097152, "OTEL_TRACES_SAMPLER_ARG": 0.25, "OTEL_SDK_DISABLED": True,
                              "SHUTDOWN_DELAY": 5}},
     [], [], ["value: \"2097152\"", "value: \"0.25\"", "value: \"true\"", "value: \"5\""]),
    ("monitoring", {"serviceMonitor": {"enabled": True, "labels": {"release": "prometheus"}, "interval": "15s"},
                    "prometheusRule": {"enabled": True, "labels": {"release": "prometheus"}}},
     ["Service", "ServiceMonitor", "PrometheusRule"], [],
     ["interval: 15s", "release: prometheus", "alert: ChordproDown", "{{ $labels.instance }}", "prometheus.io/scrape: \"false\""]),
    ("everything", {"image": {"repository": "registry.example.org/chordpro-api", "tag": "1", "digest": DIGEST},
                    "imagePullSecrets": [{"name": "pull"}],
                    "keys": {"existingSecret": "other"}, "opsPort": 9999, "service": {"type": "LoadBalancer", "port": 443},
                    "serviceAccount": {"name": "singer", "annotations": {"k": "l"}}, "priorityClassName": "high",
                    "extraEnv": [{"name": "SSL_CERT_DIR", "value": "/roots"}], "extraEnvFrom": [{"configMapRef": {"name": "more"}}],
                    "topologySpreadConstraints": [{"maxSkew": 1, "topologyKey": "topology.kubernetes.io/zone",
                                                   "whenUnsatisfiable": "ScheduleAnyway"}],
                    "terminationGracePeriodSeconds": 90, "nodeSelector": {"a": "b"}, "podAnnotations": {"c": "d"},
                    "podLabels": {"team": "choir"},
                    "tolerations": [{"key": "e", "operator": "Exists"}],
                    "affinity": {"podAntiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [
                        {"weight": 1, "podAffinityTerm": {"topologyKey": "kubernetes.io/hostname"}}]}},
                    "disruptionBudget": {"minAvailable": "50%"}},
     [], [], [f"image: \"registry.example.org/chordpro-api:1@{DIGEST}\"", "containerPort: 9999", "type: LoadBalancer",
              "minAvailable: 50%", "secretName: other", "serviceAccountName: singer", "priorityClassName: high", "team: choir",
              "name: SSL_CERT_DIR", "configMapRef:", "topologyKey: topology.kubernetes.io/zone",
              "labelSelector:\n            matchLabels:\n              app.kubernetes.io/name: chordpro-api"]),
]

# Values that are slips, or cannot work together, and the word that must stand in what Helm says about them.
WRONG = [
    ({"replicaCount": "many"}, "replicaCount"),
    ({"keys": {"existingSecret": ""}}, "keys.existingSecret"),
    ({"key": {"existingSecret": "x"}}, "key"),
    ({"settings": {"rate-limit": "600/1m"}}, "rate-limit"),
    ({"settings": {"RATE_LIMITS": "600/1m"}}, "RATE_LIMITS"),
    ({"settings": {"RATE_LIMIT": "often"}}, "RATE_LIMIT"),
    ({"settings": {"LOG_FORMAT": "xml"}}, "LOG_FORMAT"),
    ({"settings": {"WORKERS": 0}}, "WORKERS"),
    ({"settings": {"SHUTDOWN_DELAY": "soon"}}, "SHUTDOWN_DELAY"),
    ({"settings": {"PORT": 8081}}, "PORT"),
    ({"settings": {"DEVELOPMENT_MODE": True}}, "DEVELOPMENT_MODE"),
    ({"settings": {"API_KEYS": "in-the-manifest"}}, "API_KEYS"),
    ({"secretSettings": {"REDIS_URL": {"secret": "redis"}}}, "key"),
    ({"secretSettings": {"REDIS_ADDRESS": {"secret": "redis", "key": "url"}}}, "REDIS_ADDRESS"),
    ({"secretSettings": {"RATE_LIMIT": {"secret": "a", "key": "b"}}}, "RATE_LIMIT"),
    ({"secretSettings": {"REDIS_URL": {"secret": "redis", "key": "url"}}}, "egress"),
    ({"settings": {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"}}, "egress"),
    ({"extraEnv": [{"name": "RATE_LIMIT", "value": "off"}]}, "RATE_LIMIT"),
    ({"extraEnv": [{"name": "PORT", "value": "80"}]}, "PORT"),
    ({"extraVolumes": [{"name": "keys", "emptyDir": {}}]}, "keys"),
    ({"tls": {"secret": "a"}, "settings": {"TLS_CERT_FILE": "/a"}}, "TLS_CERT_FILE"),
    ({"ingress": {"enabled": True}}, "ingress.hosts"),
    ({"autoscaling": {"minReplicas": 4, "maxReplicas": 3}}, "maxReplicas"),
    ({"disruptionBudget": {"minAvailable": 2}}, "minAvailable"),
    ({"terminationGracePeriodSeconds": 35}, "terminationGracePeriodSeconds"),
    ({"settings": {"SHUTDOWN_TIMEOUT": "2m"}}, "terminationGracePeriodSeconds"),
    ({"image": {"digest": "latest"}}, "digest"),
    ({"podLabels": {"app.kubernetes.io/name": "other"}}, "app.kubernetes.io/name"),
    ({"opsPort": 8080}, "opsPort"),
]


def rendered(folder):
    """The manifests of every set of values: its name, the text, the kinds that must be there, and what must stand in it."""
    with helm.Chart.load(folder) as chart:
        for name, values, more, less, texts in RIGHT:
            files = chart.render(values, name="songs", namespace="web")
            text = "\n---\n".join(text for path, text in sorted(files.items()) if path.endswith(".yaml"))
            yield name, text, EVERYTHING + Counter(more) - Counter(less), texts


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
