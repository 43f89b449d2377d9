//! The origins whose pages may read answers, `CORS_ORIGINS`.

use std::fmt;

use axum::http::HeaderValue;

use crate::security::networks::is_loopback_name;

/// The origins whose pages may read answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origins {
    /// None but the service's own.
    Off,
    /// Those of this machine.
    Loopback,
    /// These, as browsers write them.
    Listed(Vec<String>),
    /// All.
    Any,
}

impl Origins {
    /// Reads `off`, `*`, or origins separated by commas.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim() {
            text if text.is_empty() || text.eq_ignore_ascii_case("off") => {
                return Some(Origins::Off);
            }
            "*" => return Some(Origins::Any),
            _ => {}
        }
        let origins = text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty());
        origins
            .map(|origin| is_origin(origin).then(|| origin.to_ascii_lowercase()))
            .collect::<Option<Vec<_>>>()
            .map(Origins::Listed)
    }

    /// Whether pages of `origin` may read answers.
    pub fn allow(&self, origin: &HeaderValue) -> bool {
        let Ok(origin) = origin.to_str() else {
            return false;
        };
        match self {
            Origins::Off => false,
            Origins::Loopback => is_loopback(origin),
            Origins::Listed(listed) => listed.iter().any(|known| known == origin),
            Origins::Any => true,
        }
    }
}

impl fmt::Display for Origins {
    /// As the setting is written.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origins::Off => f.write_str("off"),
            Origins::Loopback => f.write_str("those of this machine"),
            Origins::Listed(listed) => f.write_str(&listed.join(",")),
            Origins::Any => f.write_str("*"),
        }
    }
}

/// Whether `text` is a scheme, a host and perhaps a port, and nothing after them.
fn is_origin(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, host)| {
        matches!(scheme, "http" | "https")
            && !host.is_empty()
            && host
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte))
    })
}

fn is_loopback(origin: &str) -> bool {
    let rest = origin
        .strip_prefix("http://")
        .or_else(|| origin.strip_prefix("https://"));
    rest.is_some_and(|rest| {
        let (host, port) = match rest.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, port),
            _ => (rest, ""),
        };
        port.bytes().all(|byte| byte.is_ascii_digit()) && is_loopback_name(host)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(origins: &str, origin: &'static str) -> bool {
        let origins = Origins::parse(origins).expect("origins");
        origins.allow(&HeaderValue::from_static(origin))
    }

    #[test]
    fn an_origin_is_compared_as_a_whole() {
        let listed = "https://app.example, http://b.example:8081";
        assert!(allows(listed, "https://app.example"));
        assert!(allows(listed, "http://b.example:8081"));
        for other in [
            "http://app.example",
            "https://app.example:444",
            "https://app.example.evil.example",
            "https://evil-app.example",
            "http://b.example",
            "null",
        ] {
            assert!(!allows(listed, other), "{other}");
        }
        assert!(allows("*", "https://any.example") && !allows("off", "https://any.example"));
    }

    #[test]
    fn the_machine_itself_has_many_names_but_no_others() {
        let allows = |origin| Origins::Loopback.allow(&HeaderValue::from_static(origin));
        for own in [
            "http://localhost:3000",
            "http://localhost",
            "https://app.localhost",
            "http://127.0.0.1:5173",
            "http://[::1]:5173",
            "http://[::1]",
        ] {
            assert!(allows(own), "{own}");
        }
        for other in [
            "http://localhost.evil.example",
            "http://127.0.0.1.evil.example",
            "http://evil.example:80",
            "http://notlocalhost",
            "http://192.0.2.1",
            "null",
            "file://",
        ] {
            assert!(!allows(other), "{other}");
        }
    }
}
