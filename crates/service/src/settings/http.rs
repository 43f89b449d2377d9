//! The settings of what HTTP clients see: where the service listens and stands, who may read its answers, and what day it is.

use std::path::PathBuf;

use jiff::tz::TimeZone;

use super::Mode;
use super::source::Source;
use crate::middleware::base_path;
use crate::middleware::cors::Origins;
use crate::operator_files;

/// The socket, the path below which the service stands, the origins of pages, and the time zone.
#[derive(Debug, Clone)]
pub struct HttpSettings {
    /// `UNIX_SOCKET`: listened on in place of `BIND` and `PORT`.
    pub unix_socket: Option<PathBuf>,
    /// `BASE_PATH`, without a slash at its end; empty where there is none.
    pub base_path: String,
    /// `CORS_ORIGINS`.
    pub cors: Origins,
    /// `TZ`: the zone whose day `%{today}` names.
    pub time_zone: TimeZone,
}

impl HttpSettings {
    /// Reads the settings; a fault is noted where that fails.
    pub(super) fn read(source: &mut Source, mode: Option<Mode>) -> Option<Self> {
        let base_path = source.take("BASE_PATH", |text| {
            let path = text.trim_end_matches('/');
            (path.is_empty() || base_path::is_valid(path)).then(|| path.to_owned())
        });
        let cors = if source.has("CORS_ORIGINS") {
            source.take("CORS_ORIGINS", Origins::parse)
        } else if mode == Some(Mode::Development) {
            Some(Origins::Loopback)
        } else {
            Some(Origins::Off)
        };
        let time_zone = source.take("TZ", time_zone);
        Some(HttpSettings {
            unix_socket: source.path("UNIX_SOCKET"),
            base_path: base_path?,
            cors: cors?,
            time_zone: time_zone?,
        })
    }
}

/// The zone that `text` names in one of the forms that POSIX knows: a name of the tz database, perhaps after a colon, the path of a
/// compiled zone, or a rule such as `CET-1CEST,M3.5.0,M10.5.0/3`.
fn time_zone(text: &str) -> Option<TimeZone> {
    let name = text.strip_prefix(':').unwrap_or(text);
    if name.starts_with('/') {
        let data = operator_files::read(name.as_ref()).ok()?;
        return TimeZone::tzif("TZ", &data).ok();
    }
    TimeZone::get(name).or_else(|_| TimeZone::posix(name)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Settings, Source};

    fn read(pairs: &[(&str, &str)]) -> Result<HttpSettings, String> {
        let pairs = [&[("API_KEYS", "0123456789abcdef")], pairs].concat();
        let settings = Settings::read(Source::from_pairs(&pairs));
        settings
            .map(|settings| settings.http)
            .map_err(|faults| faults.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn pages_of_other_origins_read_nothing_unless_told_otherwise() {
        assert_eq!(read(&[]).expect("valid").cors, Origins::Off);
        let development = [("DEVELOPMENT_MODE", "1")];
        assert_eq!(read(&development).expect("valid").cors, Origins::Loopback);
        let off = [("DEVELOPMENT_MODE", "1"), ("CORS_ORIGINS", "off")];
        assert_eq!(read(&off).expect("valid").cors, Origins::Off);
        for wrong in ["app.example", "https://app.example/path", "null"] {
            let fault = read(&[("CORS_ORIGINS", wrong)]).expect_err(wrong);
            assert!(fault.starts_with("CORS_ORIGINS must be"), "{fault}");
        }
    }

    #[test]
    fn a_base_path_is_a_path() {
        let base = |text| read(&[("BASE_PATH", text)]).map(|http| http.base_path);
        assert_eq!(base("/songs/"), Ok("/songs".to_owned()));
        assert_eq!(base("/"), Ok(String::new()));
        for wrong in ["songs", "//songs", "/a/../b", "/a?b", "/a b", "/<a>"] {
            assert!(base(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn time_zones_are_those_of_the_tz_database_and_of_posix() {
        let valid = [
            "",
            "UTC",
            "Europe/Berlin",
            ":Asia/Tokyo",
            "CET-1CEST,M3.5.0,M10.5.0/3",
        ];
        for zone in valid {
            assert!(read(&[("TZ", zone)]).is_ok(), "{zone}");
        }
        let fault = read(&[("TZ", "Europe/Atlantis")]).expect_err("no such zone");
        assert!(fault.starts_with("TZ must be"), "{fault}");
    }
}
