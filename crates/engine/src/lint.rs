//! What is wrong with songs, for their authors: everything that reading and layout find, sorted out.

use std::collections::BTreeMap;
use std::sync::Arc;

use chordpro_config::Config;
use chordpro_song::{Book, Budget, Diagnostic, Severity};

use crate::convert::{Purpose, diagnostics_of, has_pages, read};
use crate::{Engine, Error, Request, pages, song_report};

/// Kinds of findings that one cause, such as a wrong instrument, gives in great numbers.
const NOISY: [&str; 7] = [
    "bad-chord",
    "diagram-without-bass",
    "fret-outside-diagram",
    "invalid-chord",
    "invalid-definition",
    "missing-character",
    "no-fingering",
];
/// More findings of a noisy kind become one.
const MAX_ALIKE: usize = 3;

impl Engine {
    /// Reads, lays out where the format has pages, and reports what is wrong, with ways to correct it.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn lint(&self, request: &Request) -> Result<Vec<Diagnostic>, Error> {
        let budget = Budget::new(request.limits.clone(), Arc::clone(&request.is_over));
        let mut findings = Vec::new();
        let config = self.config(request, &mut findings)?;
        let book = read(request, &config, &budget, Purpose::Lint)?;
        findings.extend(diagnostics_of(&book));
        song_report::offer_keys(&book, &mut findings);
        findings.extend(song_report::key_differences(&book));
        if has_pages(request.format) && book.songs.iter().any(|song| !song.is_blank) {
            findings.extend(pages::findings(request, &book, &config, &budget)?);
        }
        Ok(sorted_out(findings, &book, &config))
    }
}

/// The findings without repetitions, each as grave as the configuration says.
pub(crate) fn sorted_out(
    findings: Vec<Diagnostic>,
    book: &Book,
    config: &Config,
) -> Vec<Diagnostic> {
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(findings.len());
    let mut seen = std::collections::HashSet::new();
    for mut finding in findings {
        let key = (
            finding.code,
            finding.message.clone(),
            finding.line,
            finding.column,
            finding.song,
        );
        if !seen.insert(key) {
            continue;
        }
        let of_song = finding.song.and_then(|index| book.songs.get(index));
        let config = of_song.map_or(config, |song| &song.config);
        match severity(config, finding.code) {
            Some(Graveness::Off) => continue,
            Some(Graveness::As(severity)) if finding.severity != Severity::Error => {
                finding.severity = severity;
            }
            _ => {}
        }
        kept.push(finding);
    }
    let mut kept = without_noise(kept);
    kept.extend(wrong_severities(config));
    kept
}

/// How grave a configuration takes a kind of finding.
enum Graveness {
    Off,
    As(Severity),
}

fn severity(config: &Config, code: &str) -> Option<Graveness> {
    graveness(config.native.findings.get(code)?)
}

fn graveness(word: &str) -> Option<Graveness> {
    Some(match word {
        "off" => Graveness::Off,
        "info" => Graveness::As(Severity::Info),
        "warning" => Graveness::As(Severity::Warning),
        "error" => Graveness::As(Severity::Error),
        _ => return None,
    })
}

/// Severities of the configuration that are none.
fn wrong_severities(config: &Config) -> Vec<Diagnostic> {
    let given = config.native.findings.iter();
    given
        .filter(|(_, word)| graveness(word).is_none())
        .map(|(code, word)| {
            let message = format!("native.findings.{code} cannot be \"{word}\"; it is ignored");
            Diagnostic::new("bad-setting", Severity::Warning, message)
                .with_hint("give off, info, warning or error")
        })
        .collect()
}

/// The findings with one in the place of many of a noisy kind.
fn without_noise(findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let key = |finding: &Diagnostic| (finding.code, finding.song);
    let mut counts: BTreeMap<(&str, Option<usize>), usize> = BTreeMap::new();
    for finding in &findings {
        *counts.entry(key(finding)).or_default() += 1;
    }
    counts.retain(|(code, _), count| *count > MAX_ALIKE && NOISY.contains(code));
    let mut kept = Vec::with_capacity(findings.len());
    for mut finding in findings {
        match counts.get_mut(&key(&finding)) {
            None => kept.push(finding),
            Some(0) => {}
            Some(count) => {
                let others = count.saturating_sub(1);
                finding.message = format!("{} (and {others} more like it)", finding.message);
                *count = 0;
                kept.push(finding);
            }
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Format;

    fn codes(request: &Request) -> Vec<(&'static str, Severity)> {
        let findings = Engine::new().lint(request).expect("findings");
        findings
            .iter()
            .map(|finding| (finding.code, finding.severity))
            .collect()
    }

    #[test]
    fn the_configuration_says_how_grave_findings_are() {
        let mut request = Request::new("{title: A}\n{artst: Me}\n[C]la [F]la [G]la\n", Format::Pdf);
        assert_eq!(
            codes(&request),
            [
                ("unknown-directive", Severity::Warning),
                ("missing-key", Severity::Info)
            ]
        );
        for (code, word) in [("missing-key", "off"), ("unknown-directive", "error")] {
            let path = format!("native.findings.{code}");
            request.options.defines.push((path, word.to_owned()));
        }
        assert_eq!(codes(&request), [("unknown-directive", Severity::Error)]);
        let wrong = (
            "native.findings.missing-title".to_owned(),
            "loud".to_owned(),
        );
        request.options.defines.push(wrong);
        assert_eq!(
            codes(&request).last(),
            Some(&("bad-setting", Severity::Warning))
        );
    }

    #[test]
    fn a_wrong_instrument_is_one_finding() {
        let mut song = "{title: A}\n".to_owned();
        for name in ["C", "D", "E", "F", "G", "A"] {
            song.push_str(&format!("{{define: {name} frets 0 0 0 3}}\n[{name}]la\n"));
        }
        let mut request = Request::new(song, Format::Pdf);
        let off = ("native.findings.missing-key".to_owned(), "off".to_owned());
        request.options.defines.push(off);
        assert_eq!(codes(&request), [("invalid-definition", Severity::Warning)]);
    }

    #[test]
    fn text_that_leaves_the_page_is_found() {
        let long = "x".repeat(400);
        let song = format!("{{title: A}}\n{{key: C}}\n{{start_of_tab}}\n{long}\n{{end_of_tab}}\n");
        let found = Engine::new()
            .lint(&Request::new(song, Format::Pdf))
            .expect("findings");
        let found: Vec<_> = found
            .iter()
            .map(|finding| (finding.code, finding.line, finding.song))
            .collect();
        assert_eq!(found, [("text-off-page", Some(4), Some(0))]);
    }
}
