//! Where the service listens and stands, and what its HTTP clients see.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use jiff::tz::TimeZone;

use super::entry::{Entry, FILE, group};
use super::source::Source;
use super::value::{optional, parsed, path, plain, unless_off};
use crate::operator_files;
use crate::security::cors_origins::Origins;
use crate::security::path_prefix;

group! {
    /// Where the service listens and stands, and what its HTTP clients see.
    #[derive(Debug, Clone)]
    pub struct ListenSettings {
        port: u16 = Plain "PORT" ("8080"), "a number from 0 to 65535",
            "Port to listen on; 0 takes a free one." => plain(parsed);
        bind: IpAddr = Plain "BIND" ("0.0.0.0"), "an IP address",
            "Address to listen on; 127.0.0.1 by default in development mode." => bind;
        unix_socket: Option<PathBuf> = Plain "UNIX_SOCKET" (""), FILE,
            "Unix socket to listen on, in place of BIND and PORT. Its clients count as 127.0.0.1." => path;
        ops_port: Option<u16> = Plain "OPS_PORT" ("off"), "off, or a number from 0 to 65535",
            "A port of its own for health and metrics, without a key; GET /metrics then answers there alone." => plain(unless_off(parsed));
        base_path: String = Plain "BASE_PATH" (""), "a path such as /songs",
            "Path below which clients see the service, where the proxy in front leaves it in requests." => plain(base_path_of);
        cors_origins: Origins = Plain "CORS_ORIGINS" ("off"), "off, *, or origins separated by commas, such as https://app.example",
            "Origins whose pages may read answers; those of this machine by default in development mode." => cors_origins;
        time_zone: TimeZone = Plain "TZ" ("UTC"), "a time zone such as Europe/Berlin",
            "Time zone of the day that `%{today}` names." => plain(time_zone);
    }
}

fn bind(source: &mut Source, entry: &Entry) -> Option<IpAddr> {
    let default = match source.is_development() {
        true => Ipv4Addr::LOCALHOST,
        false => Ipv4Addr::UNSPECIFIED,
    };
    Some(optional(parsed)(source, entry)?.unwrap_or(default.into()))
}

fn cors_origins(source: &mut Source, entry: &Entry) -> Option<Origins> {
    let default = match source.is_development() {
        true => Origins::Loopback,
        false => Origins::Off,
    };
    Some(optional(Origins::parse)(source, entry)?.unwrap_or(default))
}

/// The path without a slash at its end; empty where there is none.
fn base_path_of(text: &str) -> Option<String> {
    let path = text.trim_end_matches('/');
    (path.is_empty() || path_prefix::is_valid(path)).then(|| path.to_owned())
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

    fn read(pairs: &[(&str, &str)]) -> Result<ListenSettings, String> {
        let pairs = [&[("API_KEYS", "0123456789abcdef")], pairs].concat();
        let settings = Settings::read(Source::from_pairs(&pairs));
        settings
            .map(|settings| settings.listen)
            .map_err(|faults| faults.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn pages_of_other_origins_read_nothing_unless_told_otherwise() {
        assert_eq!(read(&[]).expect("valid").cors_origins, Origins::Off);
        let development = [("DEVELOPMENT_MODE", "1")];
        assert_eq!(
            read(&development).expect("valid").cors_origins,
            Origins::Loopback
        );
        let off = [("DEVELOPMENT_MODE", "1"), ("CORS_ORIGINS", "off")];
        assert_eq!(read(&off).expect("valid").cors_origins, Origins::Off);
        for wrong in ["app.example", "https://app.example/path", "null"] {
            let fault = read(&[("CORS_ORIGINS", wrong)]).expect_err(wrong);
            assert!(fault.starts_with("CORS_ORIGINS must be"), "{fault}");
        }
    }

    #[test]
    fn a_base_path_is_a_path() {
        let base = |text| read(&[("BASE_PATH", text)]).map(|listen| listen.base_path);
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
