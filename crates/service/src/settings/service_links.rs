//! Environment variables that Kubernetes makes for the Services of a namespace. A Service called `api-key-web` gives every pod
//! beside it an `API_KEY_WEB_PORT`, which must not be taken for a key.

/// Protocols that a port of a Service may have.
const PROTOCOLS: [&str; 3] = ["TCP", "UDP", "SCTP"];

/// Whether Kubernetes (or Docker, for links between containers) makes a variable of this name: `…_SERVICE_HOST`, `…_SERVICE_PORT`
/// with or without the name of the port, `…_PORT`, and `…_PORT_80_TCP` with or without `_PROTO`, `_PORT` or `_ADDR`.
pub(super) fn is_service_link(name: &str) -> bool {
    name.ends_with("_SERVICE_HOST")
        || name.ends_with("_PORT")
        || name.contains("_SERVICE_PORT_")
        || name
            .match_indices("_PORT_")
            .any(|(at, word)| is_port(name.get(at + word.len()..).unwrap_or_default()))
}

/// Whether `text` is what follows `_PORT_`: a number and a protocol, perhaps with what the variable tells of them.
fn is_port(text: &str) -> bool {
    let mut words = text.split('_');
    let is_number = words.next().is_some_and(|word| word.parse::<u16>().is_ok());
    let is_protocol = words.next().is_some_and(|word| PROTOCOLS.contains(&word));
    let is_end = match words.next() {
        None => true,
        Some(word) => ["PROTO", "PORT", "ADDR"].contains(&word) && words.next().is_none(),
    };
    is_number && is_protocol && is_end
}

/// The one warning about all such variables; `None` where there are none.
pub(super) fn warning(names: &[&String]) -> Option<String> {
    let first = names.first()?;
    let others = match names.len() - 1 {
        0 => String::new(),
        1 => " and 1 other".to_owned(),
        count => format!(" and {count} others"),
    };
    Some(format!(
        "ignored: {first}{others}, which Kubernetes makes for a Service of that name; enableServiceLinks: false keeps them away"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variables_of_a_service_are_known_by_their_names() {
        for name in [
            "API_KEY_X_SERVICE_HOST",
            "API_KEY_X_SERVICE_PORT",
            "API_KEY_X_SERVICE_PORT_HTTP",
            "API_KEY_X_PORT",
            "API_KEY_X_PORT_80_TCP",
            "API_KEY_X_PORT_80_TCP_PROTO",
            "API_KEY_X_PORT_53_UDP_ADDR",
            "API_KEY_PORT_443_TCP_PORT",
        ] {
            assert!(is_service_link(name), "{name}");
        }
        for name in [
            "API_KEY_X",
            "API_KEY_PORTAL",
            "API_KEY_X_PORT_FILE",
            "API_KEY_X_PORT_80",
            "API_KEY_X_PORT_80_TCP_OTHER",
            "API_KEY_X_PORT_800000_TCP",
        ] {
            assert!(!is_service_link(name), "{name}");
        }
    }
}
