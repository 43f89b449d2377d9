//! Under which conditions a key counts: what follows it in a file of keys.

use std::net::IpAddr;

use axum::http::{HeaderMap, HeaderValue, header};
use chordpro_engine::Format;

use crate::security::cors_origins::Origins;
use crate::security::networks::Networks;

/// Whether a client may send its key, or must sign with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Signing {
    /// As the service's settings say.
    #[default]
    AsConfigured,
    /// Requests must be signed.
    Required,
}

/// What a key opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// All routes.
    #[default]
    All,
    /// What links lead to, and nothing else. Such a key is public: it may stand in an address.
    Link,
}

/// The conditions of a key.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Conditions {
    /// From where it counts; from everywhere where empty.
    pub networks: Networks,
    /// Whether requests must be signed with it.
    pub signing: Signing,
    /// What it opens.
    pub scope: Scope,
    /// On whose pages it counts; on all, and outside of pages, where absent.
    pub origins: Option<Origins>,
    /// The formats that it may ask for; all where empty.
    pub formats: Vec<Format>,
}

impl Conditions {
    /// Reads `networks=10.0.0.0/8, 192.0.2.7; scope=link; formats=svg, png`.
    ///
    /// # Errors
    /// What is wrong, to follow the number of a line.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let mut conditions = Conditions::default();
        for condition in text
            .split(';')
            .map(str::trim)
            .filter(|text| !text.is_empty())
        {
            let (name, value) = condition.split_once('=').unwrap_or((condition, ""));
            conditions.read(name.trim(), value.trim())?;
        }
        Ok(conditions)
    }

    fn read(&mut self, name: &str, value: &str) -> Result<(), &'static str> {
        match (name, value) {
            ("networks", value) => {
                self.networks = Networks::parse(value)
                    .filter(|networks| !networks.is_empty())
                    .ok_or("has networks that are not networks or addresses separated by commas")?;
            }
            ("signature", "required") => self.signing = Signing::Required,
            ("signature", "optional") => self.signing = Signing::AsConfigured,
            ("signature", _) => return Err("has a signature= other than required or optional"),
            ("scope", "link") => self.scope = Scope::Link,
            ("scope", "all") => self.scope = Scope::All,
            ("scope", _) => return Err("has a scope= other than link or all"),
            ("origins", value) => {
                let origins = Origins::parse(value).filter(
                    |origins| matches!(origins, Origins::Listed(listed) if !listed.is_empty()),
                );
                self.origins = Some(origins.ok_or(
                    "has origins that are not origins such as https://wiki.example separated by commas",
                )?);
            }
            ("formats", value) => {
                let names = value.split(',').map(str::trim);
                let formats: Option<Vec<Format>> = names.map(Format::from_name).collect();
                self.formats =
                    formats.ok_or("has formats that are not formats separated by commas")?;
            }
            _ => {
                return Err(
                    "has a condition other than networks=…, signature=…, scope=…, origins=… and formats=…",
                );
            }
        }
        Ok(())
    }

    /// Whether the key counts for requests from `address`; one that is not known is none of the networks'.
    pub fn count_from(&self, address: Option<IpAddr>) -> bool {
        self.networks.is_empty() || address.is_some_and(|address| self.networks.contains(address))
    }

    /// Whether the key counts on the page that a request says it comes from, by `Origin` or else `Referer`. One that does not say
    /// comes from no page of the list.
    pub fn count_on_page(&self, headers: &HeaderMap) -> bool {
        let Some(origins) = &self.origins else {
            return true;
        };
        let page = match headers.get(header::ORIGIN) {
            Some(origin) => Some(origin.clone()),
            None => headers.get(header::REFERER).and_then(origin_of),
        };
        page.is_some_and(|origin| origins.allow(&origin))
    }

    /// Whether the key may ask for this format.
    pub fn permit(&self, format: Format) -> bool {
        self.formats.is_empty() || self.formats.contains(&format)
    }
}

/// The origin of an address: scheme, host and port.
fn origin_of(address: &HeaderValue) -> Option<HeaderValue> {
    let text = address.to_str().ok()?;
    let (scheme, rest) = text.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    HeaderValue::from_str(&format!("{scheme}://{host}").to_ascii_lowercase()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_a_fault() {
        for wrong in [
            "scope=everything",
            "origins=wiki.example",
            "origins=*",
            "origins=",
            "formats=docx",
            "formats=",
            "networks=",
            "colour=red",
        ] {
            assert!(Conditions::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_page_is_known_by_its_origin_or_what_it_is_referred_by() {
        let conditions = Conditions::parse("origins=https://wiki.example, http://localhost:8000")
            .expect("conditions");
        for (name, value, counts) in [
            ("origin", "https://wiki.example", true),
            ("referer", "https://wiki.example/songs/1?x=2", true),
            ("referer", "http://localhost:8000/", true),
            ("referer", "https://wiki.example.evil.example/", false),
            (
                "referer",
                "https://evil.example/https://wiki.example",
                false,
            ),
            ("origin", "null", false),
            ("accept", "https://wiki.example", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(name, HeaderValue::from_static(value));
            assert_eq!(
                conditions.count_on_page(&headers),
                counts,
                "{name}: {value}"
            );
        }
        assert!(Conditions::default().count_on_page(&HeaderMap::new()));
    }

    #[test]
    fn formats_may_be_few() {
        let conditions = Conditions::parse("formats=svg, png; scope=link").expect("conditions");
        assert!(conditions.permit(Format::Svg) && !conditions.permit(Format::Pdf));
        assert!(Conditions::default().permit(Format::Pdf));
        assert_eq!(conditions.scope, Scope::Link);
    }
}
