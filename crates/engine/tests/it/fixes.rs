//! Fixes of findings: each makes its finding go away, and breaks nothing else.

use std::collections::BTreeMap;

use chordpro_engine::{Diagnostic, Engine, Fix, Format, Profile, Request, Severity, fix};
use proptest::prelude::*;

/// Songs with the slips that people make.
const SLIPS: [&str; 16] = [
    "{titel: X}\n{title: T}\n{key: C}\n{start_of_chrous}\n[C]la\n{cmoment: hello}\n{end_of_chorus}\n",
    "{title: A}\n{key: C}\n[C]x [D\n[C]]x\n{capo: 3rd fret}\n{time: 3-4}\n{tempo: 120 bpm}\n",
    "{title: A}\n{key: C}\n{start_of_chrous}\n[C]z\n{end_of_chrous}\n{comment Hello}\n{c : x}\n",
    "{title: A}\n{key: C}\n[Gmajj7]one [Gsuss]two [am]three [C D]four [Gmajj7]five\n",
    "{title: A}\n{key: C}\n{comment: softly\ntitle: B}\n{soc} [C]la\n{eoc}\n",
    "{title: A}\n{key: C}\n{start_of_verse}\n[C]la\n\n{start_of_chorus}\n[G]la\n{end_of_chorus}\n",
    "{title: A}\n{key: C}\n{start_of_verse}\n[C]la\n\n# the end\n",
    "{title: A}\n{key: C}\n{start_of_verse}\n[C]la\n{end_of_vrese}\n{end_of_chorus}\n",
    "{title: A}\n{key: C}\n{define: Gsus frets 3 3 0 0 1 3}\n[C]la\nAm F G\n",
    "{key: C major}\n{artst: Me}\n{title: A}\n[C]la\n",
    "Greensleeves\n{key: Am}\n[Am]Alas my [C]love\n",
    "{title: A}\r\n{key: C}\r\n{cmoment: x}\r\n[C]one [D\r\n",
    "{title: A}\n{key: C}\n{start_of_grid 1x4}\n| Gmajj7 . C . |\n{end_of_grid}\n",
    "{title: A}\n{key: C}\n[C]one \\\n  [Gmajj7]two \\u00e9 [Dmn]three\n\t[Emm]four\n",
    "{title: A}\n{key: C}\n{meta: artst Me}\n{c: a} {c: b}\n[[C]la C]la [D [E]x\n",
    "{title: A}\n{key: D}\n[C]one [F]two [G]three [C]four [Am]five [F]six [G]seven [C]eight\n",
];

/// A song that nothing is wrong with.
const CLEAN: &str = "{title: Row}\n{artist: Trad}\n{key: C}\n{capo: 2}\n{time: 6/8}\n{start_of_verse: Verse 1}\n[C]Row, row, [F]row your [C]boat\n[Am]Gently [G7]down the [C]stream\n{end_of_verse}\n\n{comment: softly}\n{start_of_chorus}\n[C]Merrily [G/B]merrily [Am7]merrily\n{end_of_chorus}\n{start_of_grid: 2x4}\n| C . . . | G7 . . . |\n{end_of_grid}\n";

fn lint(song: &str) -> Vec<Diagnostic> {
    let mut request = Request::new(song, Format::Text).profile(Profile::Complete);
    // It would read as sheets of other formats what is misspelt too much.
    request.options.from = chordpro_engine::SheetFormat::from_name("chordpro");
    Engine::new().lint(&request).expect("findings")
}

fn counts(findings: &[Diagnostic]) -> BTreeMap<(&str, &str), usize> {
    let mut counts = BTreeMap::new();
    for finding in findings {
        *counts
            .entry((finding.code, finding.message.as_str()))
            .or_default() += 1;
    }
    counts
}

fn number_of(findings: &[Diagnostic], severity: Severity) -> usize {
    let grave = findings
        .iter()
        .filter(|finding| finding.severity == severity);
    grave.count()
}

/// Applies one fix of one finding alone.
fn check(song: &str, before: &[Diagnostic], finding: &Diagnostic, fix: &Fix) -> Result<(), String> {
    let (fixed, made) = fix::apply(song, [fix]);
    if made != 1 || fixed == song {
        return Err(format!("{fix:?} changes nothing"));
    }
    let after = lint(&fixed);
    let key = (finding.code, finding.message.as_str());
    let count = |findings: &[Diagnostic]| counts(findings).get(&key).copied().unwrap_or(0);
    if count(&after) >= count(before) {
        return Err(format!("{key:?} stays after {:?}:\n{fixed}", fix.title));
    }
    if number_of(&after, Severity::Error) > number_of(before, Severity::Error) {
        return Err(format!(
            "{:?} brings an error:\n{fixed}\n{after:?}",
            fix.title
        ));
    }
    // One slip may hide others; a certain fix uncovers none of our songs.
    if fix.is_certain && number_of(&after, Severity::Warning) > number_of(before, Severity::Warning)
    {
        return Err(format!(
            "{:?} brings a warning:\n{fixed}\n{after:?}",
            fix.title
        ));
    }
    Ok(())
}

fn check_all(song: &str) -> Result<(), String> {
    let findings = lint(song);
    for finding in &findings {
        for fix in &finding.fixes {
            check(song, &findings, finding, fix)?;
        }
    }
    Ok(())
}

#[test]
fn a_fix_makes_its_finding_go_away_and_breaks_nothing() {
    assert_eq!(lint(CLEAN), []);
    let mut fixes = 0;
    for song in SLIPS {
        if let Err(fault) = check_all(song) {
            panic!("{fault}\nfrom:\n{song}");
        }
        fixes += lint(song)
            .iter()
            .map(|finding| finding.fixes.len())
            .sum::<usize>();
    }
    assert!(fixes > 40, "only {fixes} fixes were looked at");
}

#[test]
fn certain_fixes_come_to_an_end() {
    for song in SLIPS {
        let mut text = song.to_owned();
        for _ in 0..5 {
            let findings = lint(&text);
            let certain = findings
                .iter()
                .filter_map(|finding| finding.fixes.iter().find(|fix| fix.is_certain));
            let (fixed, made) = fix::apply(&text, certain);
            if made == 0 {
                break;
            }
            text = fixed;
        }
        let left = lint(&text);
        let certain = left
            .iter()
            .flat_map(|finding| &finding.fixes)
            .find(|fix| fix.is_certain);
        assert_eq!(certain, None, "{song}\n{text}");
    }
}

#[test]
fn slips_are_found_where_they_are() {
    let song = "{title: A}\n{key: C}\n[C]one \\\n  [Gmajj7]two \\u00e9 [Dmn]three\n\t[Emm]four\n{start_of_grid: 1x4}\n| Cmajj7 . . . |\n{end_of_grid}\n";
    let found: Vec<_> = lint(song)
        .into_iter()
        .filter(|finding| finding.code == "unknown-chord")
        .map(|finding| {
            (
                finding.line,
                finding.column,
                finding.end_line,
                finding.end_column,
            )
        })
        .collect();
    let at = |line, column, end| (Some(line), Some(column), Some(line), Some(end));
    assert_eq!(
        found,
        [at(4, 3, 11), at(4, 22, 27), at(5, 2, 7), at(7, 3, 9)]
    );
}

#[test]
fn a_slip_is_one_finding() {
    let found: Vec<_> = lint("{title: A}\n{key: C}\n[C]x [D\n{chorus: }\n{capo: x}\n{time: 5}\n{tempo: fast}\n{include x\n{titel: y}\n{start_of_chrous}\n[C]z\n{end_of_chorus}\n[C]]x\n{comment Hello}\n{c:}\n{meta}\n{meta: foo}\n")
        .into_iter()
        .map(|finding| (finding.line.unwrap_or(0), finding.code))
        .collect();
    assert_eq!(
        found,
        [
            (3, "unclosed-bracket"),
            (5, "invalid-capo"),
            (6, "invalid-time"),
            (7, "invalid-tempo"),
            (8, "unclosed-brace"),
            (9, "unknown-directive"),
            (10, "misspelt-section"),
            (13, "stray-bracket"),
            (14, "missing-colon"),
            (15, "empty-directive"),
            (16, "incomplete-meta"),
            (17, "incomplete-meta"),
        ]
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// One letter of a song is lost, doubled or swapped with the next.
    #[test]
    fn fixes_of_random_slips_hold(at in 0..CLEAN.len() - 1, kind in 0..3) {
        let mut letters: Vec<char> = CLEAN.chars().collect();
        match kind {
            0 => { letters.remove(at); }
            1 => letters.insert(at, letters[at]),
            _ => letters.swap(at, at + 1),
        }
        let song: String = letters.into_iter().collect();
        prop_assert!(check_all(&song).is_ok(), "{:?}\nfrom:\n{song}", check_all(&song));
    }
}
