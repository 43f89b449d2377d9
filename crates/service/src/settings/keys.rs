//! API keys from the environment, and what is wrong with them.

use super::service_links::is_service_link;
use super::source::Source;
use crate::operator_files;
use crate::security::api_keys::{
    ADVISED_LENGTH, KeyEntry, describe_lines, parse_key_file, parse_key_list,
};

/// What is in `API_KEYS_FILE`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum KeysFile {
    NotSet,
    /// It can be read, and holds no key.
    Empty,
    HoldsKeys,
    /// What is wrong with it was noted.
    Faulty,
}

impl Source {
    /// The keys of `API_KEYS` and of every `API_KEY_<anything>`; those of `API_KEYS_FILE` are read by who watches it,
    /// but what is wrong with them is noted here.
    pub(super) fn keys(&mut self) -> Vec<KeyEntry> {
        let (mut keys, mut are_valid) = (Vec::new(), true);
        match parse_key_list(self.raw("API_KEYS").unwrap_or_default()) {
            Ok(entries) => keys.extend(self.warn_of_short("API_KEYS", entries)),
            Err(faults) => {
                are_valid = false;
                for fault in faults {
                    let message = format!("{} (key {} of the list)", fault.message, fault.number);
                    self.fault("API_KEYS", &message);
                }
            }
        }
        for (name, value) in self.single_keys() {
            match self.single_key(&name, value) {
                Some(entry) => {
                    keys.extend(self.warn_of_short(&name, entry.into_iter().collect()));
                }
                None => are_valid = false,
            }
        }
        let file = self.keys_file();
        if keys.is_empty() && are_valid && !self.is_development() {
            self.miss_keys(file);
        }
        keys
    }

    /// Notes that there is no key at all.
    fn miss_keys(&mut self, file: KeysFile) {
        match file {
            KeysFile::NotSet => self.general_fault(
                "no API keys: set API_KEYS, API_KEY_<name> or API_KEYS_FILE (make a key with `chordpro-api make-key`), \
                 or set DEVELOPMENT_MODE=true to run without keys",
            ),
            KeysFile::Empty => self.fault(
                "API_KEYS_FILE",
                "names a file without a key in it, and there are no other keys (make one with `chordpro-api make-key`)",
            ),
            KeysFile::HoldsKeys | KeysFile::Faulty => {}
        }
    }

    /// The key of the variable `name`, `API_KEY_<anything>` or `API_KEY_<anything>_FILE`, perhaps blank. `None` where a fault was noted.
    fn single_key(&mut self, name: &str, value: String) -> Option<Option<KeyEntry>> {
        let text = if name.ends_with("_FILE") {
            match operator_files::read_text(value.as_ref()) {
                Ok(text) => text,
                Err(error) => {
                    self.unreadable(name, &error);
                    return None;
                }
            }
        } else {
            value
        };
        KeyEntry::parse(&text)
            .map_err(|message| self.fault(name, message))
            .ok()
    }

    /// Every `API_KEY_<anything>` with its value, without those that Kubernetes makes for a Service called `api-key-…`.
    fn single_keys(&self) -> Vec<(String, String)> {
        self.environment
            .iter()
            .filter(|(name, _)| {
                name.len() > "API_KEY_".len()
                    && name.starts_with("API_KEY_")
                    && !is_service_link(name)
            })
            .map(|(name, value)| (name.clone(), value.trim().to_owned()))
            .collect()
    }

    /// Looks into `API_KEYS_FILE`, and notes what is wrong with it.
    fn keys_file(&mut self) -> KeysFile {
        let Some(path) = self.path("API_KEYS_FILE") else {
            return KeysFile::NotSet;
        };
        let text = match operator_files::read_text(&path) {
            Ok(text) => text,
            Err(error) => {
                self.unreadable("API_KEYS_FILE", &error);
                return KeysFile::Faulty;
            }
        };
        match parse_key_file(&text) {
            Ok(entries) if entries.is_empty() => KeysFile::Empty,
            Ok(entries) => {
                self.warn_of_short("API_KEYS_FILE", entries);
                KeysFile::HoldsKeys
            }
            Err(faults) => {
                for sentence in describe_lines(&faults) {
                    self.fault("API_KEYS_FILE", &sentence);
                }
                KeysFile::Faulty
            }
        }
    }

    /// Warns of keys of the setting `name` that should be longer.
    fn warn_of_short(&mut self, name: &str, entries: Vec<KeyEntry>) -> Vec<KeyEntry> {
        for entry in entries.iter().filter(|entry| entry.is_short()) {
            self.warnings.push(format!(
                "{name} holds a key shorter than {ADVISED_LENGTH} characters (client {}); make a longer one with `chordpro-api make-key`",
                entry.client().name()
            ));
        }
        entries
    }
}

#[cfg(test)]
mod tests {
    use crate::settings::{Fault, Settings, Source};

    fn read(pairs: &[(&str, &str)]) -> Result<Settings, Vec<Fault>> {
        Settings::read(Source::from_pairs(pairs))
    }

    #[test]
    fn a_key_below_8_characters_is_a_fault_that_names_its_variable() {
        for (name, value) in [
            ("API_KEYS", "web=0123456789abcdef,mobile=seven77"),
            ("API_KEY_WEB", "seven77"),
            ("API_KEY_WEB", "name=seven77"),
        ] {
            let faults = read(&[(name, value)]).expect_err(value);
            assert_eq!(faults.len(), 1, "{faults:?}");
            let fault = faults[0].to_string();
            assert!(fault.starts_with(name) && fault.contains("8 characters"));
            assert!(!fault.contains("seven77"), "{fault}");
        }
    }

    #[test]
    fn quotes_in_keys_are_a_fault_that_names_the_variable() {
        for (name, value) in [
            ("API_KEYS", "\"web=0123456789abcdef\""),
            ("API_KEYS", "web='0123456789abcdef',mobile=0123456789abcdef"),
            ("API_KEY_WEB", "\"0123456789abcdef\""),
        ] {
            let faults = read(&[(name, value)]).expect_err(value);
            assert_eq!(faults.len(), 1, "{faults:?}");
            let fault = faults[0].to_string();
            assert!(fault.starts_with(name) && fault.contains("quotes"));
            assert!(!fault.contains("0123456789"), "{fault}");
        }
    }

    #[test]
    fn a_key_below_16_characters_is_a_warning_that_names_its_variable() {
        let settings = read(&[
            ("API_KEY_WEB", "eight-88"),
            ("API_KEY_OTHER", "0123456789abcdef"),
            ("API_KEYS", "mobile=fifteen-charact"),
        ])
        .expect("valid");
        assert_eq!(settings.warnings.len(), 2, "{:?}", settings.warnings);
        assert!(settings.warnings[0].starts_with("API_KEYS "));
        assert!(settings.warnings[0].contains("client mobile"));
        assert!(settings.warnings[1].starts_with("API_KEY_WEB "));
        assert!(
            settings
                .warnings
                .iter()
                .all(|text| !text.contains("eight-88"))
        );
    }

    #[test]
    fn all_keys_that_are_not_valid_are_faults_that_name_their_place() {
        let folder = std::env::temp_dir().join(format!("keys-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let path = folder.join("keys.txt");
        let digest = format!("{}  -", "0".repeat(64));
        let text = format!("# keys\na=seven77\nweb=sha256:{digest}\nc=0123456789abcdef\n");
        std::fs::write(&path, text).expect("written");
        let path = path.to_str().expect("text");
        let list = "web=0123456789abcdef,a b=0123456789abcdef";
        let faults = read(&[("API_KEYS", list), ("API_KEYS_FILE", path)]).expect_err("three");
        let texts: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(texts.len(), 3, "{texts:?}");
        for (text, (beginning, end)) in texts.iter().zip([
            ("API_KEYS has a name", "(key 2 of the list)"),
            ("API_KEYS_FILE line 2 ", "8 characters"),
            ("API_KEYS_FILE line 3 ", "64 hexadecimal digits"),
        ]) {
            assert!(text.starts_with(beginning) && text.ends_with(end), "{text}");
        }
        std::fs::write(path, "# nobody yet\n\n").expect("written");
        let faults = read(&[("API_KEYS_FILE", path)]).expect_err("no key");
        assert_eq!(faults.len(), 1, "{faults:?}");
        let text = faults[0].to_string();
        assert!(
            text.starts_with("API_KEYS_FILE names a file without a key"),
            "{text}"
        );
        assert!(read(&[("API_KEYS", "0123456789abcdef"), ("API_KEYS_FILE", path)]).is_ok());
        std::fs::remove_dir_all(folder).expect("removed");
    }

    #[test]
    fn a_digest_is_never_too_short() {
        let digest = format!("web=sha256:{}", "0".repeat(64));
        let settings = read(&[("API_KEYS", &digest)]).expect("valid");
        assert!(settings.warnings.is_empty());
    }

    #[test]
    fn variables_that_kubernetes_makes_are_no_keys_and_one_warning() {
        let links = [
            ("API_KEY_X_SERVICE_HOST", "10.0.0.1"),
            ("API_KEY_X_SERVICE_PORT", "80"),
            ("API_KEY_X_SERVICE_PORT_HTTP", "80"),
            ("API_KEY_X_PORT", "tcp://10.0.0.1:80"),
            ("API_KEY_X_PORT_80_TCP", "tcp://10.0.0.1:80"),
            ("API_KEY_X_PORT_80_TCP_PROTO", "tcp"),
            ("API_KEY_X_PORT_80_TCP_PORT", "80"),
            ("API_KEY_X_PORT_80_TCP_ADDR", "10.0.0.1"),
            ("API_KEYS_PORT", "tcp://10.0.0.2:80"),
            ("CHORDPRO_API_SERVICE_HOST", "10.0.0.3"),
        ];
        let faults = read(&links).expect_err("no keys");
        assert!(faults[0].to_string().starts_with("no API keys"));
        let mut all = vec![("API_KEYS", "0123456789abcdef")];
        all.extend(links);
        let settings = read(&all).expect("valid");
        assert_eq!(settings.access.keys.len(), 1);
        assert_eq!(settings.warnings.len(), 1, "{:?}", settings.warnings);
        assert!(settings.warnings[0].contains("enableServiceLinks"));
        assert!(settings.warnings[0].contains("and 9 others"));
    }
}
