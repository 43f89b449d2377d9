//! The table of settings: names, defaults, what is valid. Flags, checks and the documentation are made from it.

/// One setting.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The environment variable.
    pub name: &'static str,
    /// The default as users would write it; empty where there is none.
    pub default: &'static str,
    /// What a value may be, to follow "must be".
    pub valid: &'static str,
    /// What it is for.
    pub description: &'static str,
    /// How it may be given.
    pub kind: EntryKind,
}

/// How a setting may be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// By its variable or its flag.
    Plain,
    /// As [`EntryKind::Plain`], and never shown; also as `<NAME>_FILE`, the path of a file that holds the value.
    Secret,
}

impl Entry {
    /// The variable that names a file with the value, where the setting is a secret.
    pub fn file_name(&self) -> Option<String> {
        (self.kind == EntryKind::Secret).then(|| format!("{}_FILE", self.name))
    }

    /// The flag: `--max-content-size` for `MAX_CONTENT_SIZE`, without the dashes in front.
    pub fn flag(&self) -> String {
        self.name.to_ascii_lowercase().replace('_', "-")
    }
}

const fn plain(
    name: &'static str,
    default: &'static str,
    valid: &'static str,
    description: &'static str,
) -> Entry {
    Entry {
        name,
        default,
        valid,
        description,
        kind: EntryKind::Plain,
    }
}

const fn secret(name: &'static str, valid: &'static str, description: &'static str) -> Entry {
    Entry {
        name,
        default: "",
        valid,
        description,
        kind: EntryKind::Secret,
    }
}

const COUNT: &str = "a whole number from 1";
const SIZE: &str = "a size such as 1MiB, 500kB or 1048576";
const DURATION: &str = "a duration such as 30s, 500ms or 2m";
const MILLISECONDS: &str = "milliseconds, or a duration with its unit such as 10s";
const NETWORKS: &str = "networks or addresses separated by commas, such as 10.0.0.0/8,192.0.2.7";

const FILE: &str = "the path of a file";

/// All settings, in the order in which they are documented. `API_KEY_<anything>` stands beside them.
pub const ENTRIES: &[Entry] = &[
    plain(
        "PORT",
        "8080",
        "a number from 0 to 65535",
        "Port to listen on; 0 takes a free one.",
    ),
    plain(
        "BIND",
        "0.0.0.0",
        "an IP address",
        "Address to listen on; 127.0.0.1 by default in development mode.",
    ),
    plain(
        "UNIX_SOCKET",
        "",
        FILE,
        "Unix socket to listen on, in place of BIND and PORT. Its clients count as 127.0.0.1.",
    ),
    plain(
        "BASE_PATH",
        "",
        "a path such as /songs",
        "Path below which clients see the service, where the proxy in front leaves it in requests.",
    ),
    plain(
        "CORS_ORIGINS",
        "off",
        "off, *, or origins separated by commas, such as https://app.example",
        "Origins whose pages may read answers; those of this machine by default in development mode.",
    ),
    secret(
        "API_KEYS",
        "keys separated by commas, each perhaps as name=key",
        "The keys that clients may present.",
    ),
    plain(
        "DEVELOPMENT_MODE",
        "false",
        "true or false",
        "Asks for no key. Never in production.",
    ),
    plain("MAX_CONTENT_SIZE", "1MiB", SIZE, "Largest request body."),
    plain(
        "REQUEST_TIMEOUT",
        "30s",
        DURATION,
        "Time for a conversion, waiting included; then 503.",
    ),
    plain(
        "WORKERS",
        "",
        "a whole number from 1 to 1024",
        "Worker processes, one conversion at a time in each; by default the cores of the container, fewer where its memory is small.",
    ),
    plain(
        "WORKER_MEMORY",
        "",
        SIZE,
        "Memory of each worker process; by default what the container's memory leaves, in equal shares, or three quarters of it for the first worker where those would be small.",
    ),
    plain(
        "QUEUE_SIZE",
        "256",
        COUNT,
        "Conversions that may wait for a worker; then 503.",
    ),
    plain("LOG_FORMAT", "json", "json or text", "Form of the log."),
    plain(
        "LOG_LEVEL",
        "info",
        "off, error, warn, info, debug or trace",
        "How much is logged.",
    ),
    plain(
        "MAX_CONNECTIONS",
        "12000",
        COUNT,
        "Open connections; more are turned away with 503.",
    ),
    plain(
        "HEADER_TIMEOUT",
        "30s",
        DURATION,
        "Time for the head of a request to arrive.",
    ),
    plain(
        "KEEP_ALIVE_TIMEOUT",
        "75s",
        DURATION,
        "Time for the next request on a connection that is kept; then it is closed. Longer than that of a proxy in front.",
    ),
    plain(
        "BODY_TIMEOUT",
        "30s",
        DURATION,
        "Time for the body of a request to arrive; then 408.",
    ),
    plain(
        "WRITE_TIMEOUT",
        "30s",
        DURATION,
        "Time for a client to take the next piece of an answer; then the connection is closed.",
    ),
    plain(
        "MIN_SEND_RATE",
        "4KiB",
        SIZE,
        "Bytes a second that a client has to take of an answer on average; then the connection is closed. 0 asks for none.",
    ),
    plain(
        "BODY_MEMORY",
        "",
        SIZE,
        "Memory for all bodies together, from their arrival until they are converted; then 503. A quarter is for signed requests whose \
         client is not known yet. One client has at most half of the rest. By default a sixteenth of the container's memory, at most 256MiB.",
    ),
    plain(
        "ANSWER_MEMORY",
        "",
        SIZE,
        "Memory for all documents together until their clients have taken them; then 503. One client has at most half. By default an \
         eighth of the container's memory, at most 256MiB.",
    ),
    plain(
        "SHUTDOWN_TIMEOUT",
        "30s",
        DURATION,
        "Time for running requests to end after SIGTERM.",
    ),
    plain(
        "SHUTDOWN_DELAY",
        "0s",
        DURATION,
        "Time between readiness going off and the listener closing.",
    ),
    plain(
        "CACHE_SIZE",
        "16MiB",
        SIZE,
        "Memory for answers that may be asked for again; 0 keeps none.",
    ),
    plain(
        "MAX_PAGES",
        "2000",
        COUNT,
        "Pages of one document; then 422.",
    ),
    plain(
        "MAX_RESULT_SIZE",
        "",
        SIZE,
        "Size of one document; then 422. By default 64MiB, or half of ANSWER_MEMORY where that is less.",
    ),
    plain(
        "TZ",
        "UTC",
        "a time zone such as Europe/Berlin",
        "Time zone of the day that `%{today}` names.",
    ),
    plain(
        "RATE_LIMIT",
        "off",
        "off, or a number of requests and a time such as 600/1m",
        "Requests of one client; then 429.",
    ),
    plain(
        "TRUSTED_PROXIES",
        "",
        NETWORKS,
        "Proxies whose X-Forwarded-For, Forwarded and X-Forwarded-Prefix fields are believed.",
    ),
    plain(
        "ALLOWED_NETWORKS",
        "",
        NETWORKS,
        "Clients that may connect; all where empty. The health routes stay open.",
    ),
    plain(
        "METRICS_ACCESS",
        "key",
        "key or open",
        "Whether GET /metrics asks for a key.",
    ),
    plain(
        "OPS_PORT",
        "off",
        "off, or a number from 0 to 65535",
        "A port of its own for health and metrics, without a key; GET /metrics then answers there alone.",
    ),
    plain(
        "SIGNATURES",
        "optional",
        "off, optional or required",
        "Whether requests may or must be signed.",
    ),
    plain(
        "SIGNATURE_WINDOW",
        "5m",
        DURATION,
        "How far the time of a signature may be off.",
    ),
    plain(
        "TLS_CERT_FILE",
        "",
        FILE,
        "Certificate and those between it and its root, as PEM; switches TLS on. Read again when it changes.",
    ),
    plain(
        "TLS_KEY_FILE",
        "",
        FILE,
        "Private key of the certificate, as PEM.",
    ),
    plain(
        "TLS_CLIENT_CA_FILE",
        "",
        FILE,
        "Roots of client certificates, as PEM; clients must then show one.",
    ),
    plain(
        "TLS_CLIENT_CERTIFICATES",
        "required",
        "required or except-health",
        "Whether the health routes answer clients without a certificate too.",
    ),
    plain(
        "TLS_HANDSHAKE_TIMEOUT",
        "10s",
        DURATION,
        "Time for a TLS handshake; then the connection is closed.",
    ),
    secret(
        "REDIS_URL",
        "an address such as redis://:password@host:6379/0, over TLS rediss://",
        "Redis through which replicas share rate limits and used signatures.",
    ),
    plain(
        "REDIS_CA_FILE",
        "",
        FILE,
        "Roots of the certificate of Redis, as PEM, where its address begins with rediss://; by default those of the system, or Mozilla's where it has none.",
    ),
    plain(
        "REDIS_TIMEOUT",
        "100ms",
        DURATION,
        "Time for Redis to answer; then this process counts for itself until it does again.",
    ),
    secret(
        "JWE_KEYS",
        "kid=key separated by commas, each key 32 bytes in hexadecimal or base64url",
        "Keys of encrypted bodies, by their `kid`.",
    ),
    plain(
        "AUDIT_LOG",
        "stderr",
        "off, stdout, stderr or the path of a file",
        "Where security events are written.",
    ),
    plain(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "",
        "an address such as http://collector:4318",
        "Collector of OpenTelemetry that spans are sent to, at `/v1/traces`; none where empty.",
    ),
    plain(
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        "",
        "an address such as http://collector:4318/v1/traces",
        "The same as a whole address; it comes first.",
    ),
    plain(
        "OTEL_EXPORTER_OTLP_PROTOCOL",
        "http/protobuf",
        "http/protobuf",
        "The only form in which spans are sent.",
    ),
    secret(
        "OTEL_EXPORTER_OTLP_HEADERS",
        "name=value separated by commas",
        "Headers that the collector asks for.",
    ),
    plain(
        "OTEL_EXPORTER_OTLP_CERTIFICATE",
        "",
        FILE,
        "Roots of the collector's certificate, as PEM, where its address begins with https://; by default those of the system, or Mozilla's where it has none.",
    ),
    plain(
        "OTEL_EXPORTER_OTLP_TIMEOUT",
        "10000",
        MILLISECONDS,
        "Time for a batch of spans to be sent, repeated attempts included.",
    ),
    plain(
        "OTEL_SERVICE_NAME",
        "chordpro-api",
        "a name",
        "What the collector calls the service.",
    ),
    plain(
        "OTEL_RESOURCE_ATTRIBUTES",
        "",
        "name=value separated by commas",
        "What the collector is told of the service besides.",
    ),
    plain(
        "OTEL_TRACES_SAMPLER",
        "parentbased_always_on",
        "always_on, always_off or traceidratio, each perhaps with parentbased_ in front",
        "Which traces are recorded; with parentbased_ clients decide for theirs.",
    ),
    plain(
        "OTEL_TRACES_SAMPLER_ARG",
        "1",
        "a number from 0 to 1",
        "The share that traceidratio takes.",
    ),
    plain(
        "OTEL_BSP_MAX_QUEUE_SIZE",
        "2048",
        COUNT,
        "Requests whose spans may wait to be sent; more are dropped, and counted.",
    ),
    plain(
        "OTEL_BSP_MAX_EXPORT_BATCH_SIZE",
        "512",
        COUNT,
        "Requests whose spans are sent at once.",
    ),
    plain(
        "OTEL_BSP_SCHEDULE_DELAY",
        "5000",
        MILLISECONDS,
        "Longest time that spans wait for more to be sent with them.",
    ),
    plain(
        "OTEL_SDK_DISABLED",
        "false",
        "true or false",
        "Sends no spans, whatever the other settings say.",
    ),
];

/// The setting called `name`.
pub fn find(name: &str) -> Option<&'static Entry> {
    ENTRIES.iter().find(|entry| entry.name == name)
}

/// The table of settings as Markdown, for `docs/operations/configure.md`.
pub fn markdown_table() -> String {
    let mut table =
        String::from("| setting | default | value | what it is for |\n| --- | --- | --- | --- |\n");
    for entry in ENTRIES {
        let default = match (entry.name, entry.default) {
            (
                "WORKERS" | "WORKER_MEMORY" | "BODY_MEMORY" | "ANSWER_MEMORY" | "MAX_RESULT_SIZE",
                _,
            ) => "derived".to_owned(),
            (_, "") => "–".to_owned(),
            (_, text) => format!("`{text}`"),
        };
        table.push_str(&format!(
            "| `{}` | {default} | {} | {} |\n",
            entry.name, entry.valid, entry.description
        ));
    }
    table
}
