//! The settings of spans, by the names and with the values of OpenTelemetry's own specification.

use std::time::Duration;

use percent_encoding::percent_decode_str;

use super::entry::{COUNT, Entry, FILE, MILLISECONDS, group};
use super::source::Source;
use super::value::{
    choice, content, count, optional, parsed, plain, positive_duration, secret, switch, text,
};
use crate::telemetry::spans::{Authority, Sampler, SpanTarget};

/// Where the endpoint of all signals takes traces.
const TRACES: &str = "v1/traces";

group! {
    /// Where spans are sent to.
    pub(super) struct CollectorTable {
        endpoint: Option<String> = Plain "OTEL_EXPORTER_OTLP_ENDPOINT" (""), "an address such as http://collector:4318",
            "Collector of OpenTelemetry that spans are sent to, at `/v1/traces`; none where empty." => optional(text);
        traces_endpoint: Option<String> = Plain "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT" (""), "an address such as http://collector:4318/v1/traces",
            "The same as a whole address; it comes first." => optional(text);
    }
}

group! {
    /// Whether spans are sent at all.
    pub(super) struct SwitchTable {
        is_disabled: bool = Plain "OTEL_SDK_DISABLED" ("false"), "true or false",
            "Sends no spans, whatever the other settings say." => plain(switch);
    }
}

group! {
    /// How spans are made and sent.
    pub(super) struct ExportTable {
        protocol: () = Plain "OTEL_EXPORTER_OTLP_PROTOCOL" ("http/protobuf"), "http/protobuf",
            "The only form in which spans are sent." => choice(&[("http/protobuf", ())]);
        headers: Vec<(String, String)> = Secret "OTEL_EXPORTER_OTLP_HEADERS" (""), "name=value separated by commas",
            "Headers that the collector asks for." => secret(headers);
        roots: Option<Vec<u8>> = Plain "OTEL_EXPORTER_OTLP_CERTIFICATE" (""), FILE,
            "Roots of the collector's certificate, as PEM, where its address begins with https://; by default those of the system, or Mozilla's where it has none." => content;
        timeout: Duration = Plain "OTEL_EXPORTER_OTLP_TIMEOUT" ("10000"), MILLISECONDS,
            "Time for a batch of spans to be sent, repeated attempts included." => plain(parse_milliseconds);
        service: String = Plain "OTEL_SERVICE_NAME" ("chordpro-api"), "a name",
            "What the collector calls the service." => plain(text);
        attributes: Vec<(String, String)> = Plain "OTEL_RESOURCE_ATTRIBUTES" (""), "name=value separated by commas",
            "What the collector is told of the service besides." => plain(parse_pairs);
        sampling: (Authority, Option<f64>) = Plain "OTEL_TRACES_SAMPLER" ("parentbased_always_on"), "always_on, always_off or traceidratio, each perhaps with parentbased_ in front",
            "Which traces are recorded; with parentbased_ clients decide for theirs." => plain(sampling);
        share: f64 = Plain "OTEL_TRACES_SAMPLER_ARG" ("1"), "a number from 0 to 1",
            "The share that traceidratio takes." => share;
        queue: usize = Plain "OTEL_BSP_MAX_QUEUE_SIZE" ("2048"), COUNT,
            "Requests whose spans may wait to be sent; more are dropped, and counted." => plain(count);
        batch: usize = Plain "OTEL_BSP_MAX_EXPORT_BATCH_SIZE" ("512"), COUNT,
            "Requests whose spans are sent at once." => plain(count);
        delay: Duration = Plain "OTEL_BSP_SCHEDULE_DELAY" ("5000"), MILLISECONDS,
            "Longest time that spans wait for more to be sent with them." => plain(parse_milliseconds);
    }
}

/// Reads the settings; a fault is noted where that fails. Where no collector is named, none of the others is looked at: they may
/// be meant for another program of the same machine.
pub(super) fn read(source: &mut Source) -> Option<Option<SpanTarget>> {
    let collector = CollectorTable::read(source)?;
    let (name, address) = match (collector.traces_endpoint, collector.endpoint) {
        (Some(address), _) => ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", address),
        (None, Some(base)) => {
            let slash = if base.ends_with('/') { "" } else { "/" };
            let address = format!("{base}{slash}{TRACES}");
            ("OTEL_EXPORTER_OTLP_ENDPOINT", address)
        }
        (None, None) => return Some(None),
    };
    if SwitchTable::read(source)?.is_disabled {
        return Some(None);
    }
    let table = ExportTable::read(source)?;
    // There is one protocol.
    let () = table.protocol;
    let (authority, share) = table.sampling;
    let target = SpanTarget {
        address,
        headers: table.headers,
        roots: table.roots,
        timeout: table.timeout,
        resource: resource(table.service, table.attributes),
        sampler: Sampler {
            authority,
            share: share.unwrap_or(table.share),
        },
        queue: table.queue,
        batch: table.batch,
        delay: table.delay,
    };
    match target.check() {
        Ok(()) => Some(Some(target)),
        Err(message) => {
            source.fault(name, &message);
            None
        }
    }
}

/// What the service says of itself: its name, its version, and what the operator adds or says instead.
fn resource(service: String, attributes: Vec<(String, String)>) -> Vec<(String, String)> {
    let own = [
        ("service.version", env!("CARGO_PKG_VERSION").to_owned()),
        ("telemetry.sdk.language", "rust".to_owned()),
        ("telemetry.sdk.name", "opentelemetry".to_owned()),
        ("service.name", service),
        ("service.instance.id", instance_id()),
    ];
    let mut all: Vec<_> = own
        .into_iter()
        .filter(|(name, _)| !attributes.iter().any(|(given, _)| given == name))
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    all.extend(attributes);
    all
}

/// What tells this process from others of the service: a random UUID (RFC 9562, 5.4), as the semantic conventions advise. Where the
/// system gives no randomness all are the same.
fn instance_id() -> String {
    let mut bytes = [0; 16];
    let _ = getrandom::fill(&mut bytes);
    // The bits that say version 4 and the variant.
    let value = u128::from_be_bytes(bytes) & !(0xf << 76 | 0x3 << 62) | 0x4 << 76 | 0x2 << 62;
    let text = format!("{value:032x}");
    let group = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    [
        group(0, 8),
        group(8, 12),
        group(12, 16),
        group(16, 20),
        group(20, 32),
    ]
    .join("-")
}

/// Who decides, and the share of traces; `None` where `OTEL_TRACES_SAMPLER_ARG` gives it.
fn sampling(text: &str) -> Option<(Authority, Option<f64>)> {
    let text = text.to_ascii_lowercase();
    let (authority, rule) = match text.strip_prefix("parentbased_") {
        Some(rule) => (Authority::Client, rule),
        None => (Authority::Service, text.as_str()),
    };
    match rule {
        "always_on" => Some((authority, Some(1.0))),
        "always_off" => Some((authority, Some(0.0))),
        "traceidratio" => Some((authority, None)),
        _ => None,
    }
}

/// The share of traces, where the sampler goes by one: others have arguments of another kind.
fn share(source: &mut Source, entry: &Entry) -> Option<f64> {
    let sampler = source.raw("OTEL_TRACES_SAMPLER").and_then(sampling);
    match sampler {
        Some((_, None)) => source.take(entry, |text| {
            parsed(text).filter(|share| (0.0..=1.0).contains(share))
        }),
        _ => Some(1.0),
    }
}

fn headers(text: &str) -> Result<Vec<(String, String)>, String> {
    parse_pairs(text).ok_or_else(|| "must be name=value separated by commas".to_owned())
}

/// `name=value,…`, where values may be percent-encoded.
fn parse_pairs(text: &str) -> Option<Vec<(String, String)>> {
    text.split(',')
        .map(str::trim)
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=')?;
            let value = percent_decode_str(value.trim()).decode_utf8().ok()?;
            let name = name.trim();
            (!name.is_empty()).then(|| (name.to_owned(), value.into_owned()))
        })
        .collect()
}

/// A duration; a number alone is one of milliseconds, as the specification has it.
fn parse_milliseconds(text: &str) -> Option<Duration> {
    match text.bytes().all(|byte| byte.is_ascii_digit()) {
        true => positive_duration(&format!("{text}ms")),
        false => positive_duration(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Fault, Settings};

    fn read(pairs: &[(&str, &str)]) -> Result<Option<SpanTarget>, Vec<Fault>> {
        let mut all = vec![("DEVELOPMENT_MODE", "1")];
        all.extend(pairs);
        Settings::read(Source::from_pairs(&all)).map(|settings| settings.spans)
    }

    #[test]
    fn without_a_collector_the_other_settings_are_not_looked_at() {
        let none = read(&[("OTEL_TRACES_SAMPLER", "jaeger_remote")]).expect("valid");
        assert!(none.is_none());
    }

    #[cfg(feature = "otel")]
    #[test]
    fn the_settings_are_those_of_the_specification() {
        let target = read(&[
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318/"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "a=1, b=two%20words"),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "1500"),
            (
                "OTEL_RESOURCE_ATTRIBUTES",
                "service.version=9,deployment.environment.name=test",
            ),
            ("OTEL_TRACES_SAMPLER", "parentbased_traceidratio"),
            ("OTEL_TRACES_SAMPLER_ARG", "0.25"),
        ]);
        let target = target.expect("valid").expect("a collector");
        assert_eq!(target.address, "http://collector:4318/v1/traces");
        assert_eq!(target.timeout, Duration::from_millis(1500));
        assert_eq!(target.delay, Duration::from_secs(5));
        assert_eq!((target.queue, target.batch), (2048, 512));
        assert_eq!(target.sampler.share, 0.25);
        assert_eq!(target.sampler.authority, Authority::Client);
        assert_eq!(target.headers[1], ("b".to_owned(), "two words".to_owned()));
        let value = |name: &str| {
            let mut found = target.resource.iter().filter(|(known, _)| known == name);
            let value = found.next().map(|(_, value)| value.as_str());
            assert!(found.next().is_none(), "{name}");
            value
        };
        assert_eq!(value("service.name"), Some("chordpro-api"));
        let id = value("service.instance.id").expect("an id");
        assert!(id.len() == 36 && id.get(14..15) == Some("4"), "{id}");
        assert_ne!(id, instance_id());
        assert_eq!(value("service.version"), Some("9"));
        assert_eq!(value("deployment.environment.name"), Some("test"));
        let own = read(&[("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "https://c/in")]);
        let own = own.expect("valid").expect("a collector");
        assert_eq!(own.address, "https://c/in");
        let off = [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318"),
            ("OTEL_SDK_DISABLED", "true"),
        ];
        assert!(read(&off).expect("valid").is_none());
    }

    #[cfg(feature = "otel")]
    #[test]
    fn what_is_wrong_with_them_is_said_without_their_values() {
        let faults = read(&[
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "top-secret"),
            ("OTEL_EXPORTER_OTLP_CERTIFICATE", "/nowhere"),
            ("OTEL_TRACES_SAMPLER", "sometimes"),
        ])
        .expect_err("faults");
        let text: Vec<_> = faults.iter().map(ToString::to_string).collect();
        let text = text.join("\n");
        for name in ["PROTOCOL", "HEADERS", "CERTIFICATE", "SAMPLER"] {
            assert!(text.contains(name), "{name}: {text}");
        }
        assert!(!text.contains("top-secret"));
        assert!(text.contains("no such file (/nowhere)"), "{text}");
        for wrong in ["collector:4318", "ftp://collector", "http:/collector"] {
            let faults = read(&[("OTEL_EXPORTER_OTLP_ENDPOINT", wrong)]).expect_err(wrong);
            let text = faults.iter().map(ToString::to_string).collect::<String>();
            assert!(
                text.contains("OTEL_EXPORTER_OTLP_ENDPOINT must be"),
                "{text}"
            );
        }
    }

    #[cfg(not(feature = "otel"))]
    #[test]
    fn a_collector_is_a_fault_where_the_program_cannot_send() {
        let faults = read(&[("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318")]);
        let text = faults.expect_err("a fault")[0].to_string();
        assert!(
            text.contains("OTEL_EXPORTER_OTLP_ENDPOINT has no effect"),
            "{text}"
        );
    }
}
