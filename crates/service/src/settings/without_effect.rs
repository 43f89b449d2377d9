//! Settings that others make useless. Their operator means them to do something, so the log says that they do not.

use super::source::Source;

impl Source {
    /// Warns of settings about access that are given and have no effect beside others.
    pub(super) fn warn_of_settings_without_effect(&mut self) {
        let is = |name: &str, word: &str| {
            let value = self.raw(name);
            value.is_some_and(|text| text.eq_ignore_ascii_case(word))
        };
        let mut warnings = Vec::new();
        let mut warn = |name: &str, why: &str| {
            if self.has(name) {
                warnings.push(format!("{name} has no effect: {why}"));
            }
        };
        if self.has("OPS_PORT") && !is("OPS_PORT", "off") {
            let why = "with OPS_PORT, GET /metrics answers on that port alone, without a key";
            warn("METRICS_ACCESS", why);
        }
        if self.is_development() {
            let why = "in development mode nobody is asked for a key or a signature";
            for name in ["API_KEYS", "API_KEYS_FILE", "SIGNATURES"] {
                warn(name, why);
            }
        }
        if is("SIGNATURES", "off") {
            warn("SIGNATURE_WINDOW", "SIGNATURES is off");
        }
        if !self.has("REDIS_URL") && !self.has("REDIS_URL_FILE") {
            warn("REDIS_CA_FILE", "REDIS_URL is not set");
        }
        self.warnings.extend(warnings);
    }
}

#[cfg(test)]
mod tests {
    use crate::settings::{Settings, Source};

    /// The names of the settings that are warned about.
    fn warned(pairs: &[(&str, &str)]) -> Vec<String> {
        let settings = Settings::read(Source::from_pairs(pairs)).expect("valid");
        let names = settings.warnings.iter();
        names
            .filter_map(|text| Some(text.split_once(" has no effect: ")?.0.to_owned()))
            .collect()
    }

    #[test]
    fn settings_about_access_that_have_no_effect_are_warned_about() {
        let key = ("API_KEYS", "0123456789abcdef");
        let development = ("DEVELOPMENT_MODE", "true");
        for (pairs, names) in [
            (
                &[key, ("METRICS_ACCESS", "key"), ("OPS_PORT", "9090")][..],
                &["METRICS_ACCESS"][..],
            ),
            (&[key, ("METRICS_ACCESS", "open"), ("OPS_PORT", "off")], &[]),
            (
                &[key, development, ("SIGNATURES", "required")],
                &["API_KEYS", "SIGNATURES"],
            ),
            (
                &[key, ("SIGNATURES", "off"), ("SIGNATURE_WINDOW", "1m")],
                &["SIGNATURE_WINDOW"],
            ),
            (
                &[key, ("SIGNATURES", "required"), ("SIGNATURE_WINDOW", "1m")],
                &[],
            ),
            (&[key, ("REDIS_CA_FILE", "/dev/null")], &["REDIS_CA_FILE"]),
        ] {
            assert_eq!(warned(pairs), names, "{pairs:?}");
        }
    }
}
