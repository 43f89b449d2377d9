//! Tests of loading, of single settings, and of the rights of songs and untrusted sources.

use super::*;

#[test]
fn the_built_in_configuration_has_no_issue() {
    let config = Config::builtin();
    assert_eq!(config.pdf.papersize.width, 595.0);
    assert_eq!(config.pdf.fonts.footer.size, Some(0.6 * 12.0));
    assert_eq!(config.settings.columns.count(), 1);
    assert!(config.native.fallback_fonts);
    assert!(!config.native.fit_to_page);
    assert_eq!(config.tuning.len(), 6);
    assert_eq!(config.metadata.separator, "; ");
}

fn trusted(sources: &[Source], defines: &[(&str, &str)]) -> Result<Loaded, ConfigError> {
    let defines: Vec<(String, String)> = defines
        .iter()
        .map(|(path, value)| ((*path).to_owned(), (*value).to_owned()))
        .collect();
    Config::load(sources, &defines, Trust::Trusted, &NoHost)
}

fn preset(name: &str) -> Source {
    Source::Preset(name.to_owned())
}

fn messages(issues: &[Issue]) -> Vec<&str> {
    issues.iter().map(|issue| issue.message.as_str()).collect()
}

#[test]
fn page_controls_of_old_count_where_they_are_set_one_by_one() {
    let defines = [("pdf.even-odd-pages", "-1"), ("pdf.pagealign-songs", "0")];
    let (config, _) = trusted(&[], &defines).expect("valid");
    let book = &config.pdf.songbook;
    assert!(book.dual_pages && book.align_songs_spread && !book.align_songs);
}

#[test]
fn the_built_in_tree_is_that_of_the_reference() {
    let data: serde_json::Value =
        serde_json::from_str(include_str!("../../data/defaults.json")).expect("well-formed");
    let mut expected = Value::from(data.get("final").cloned().expect("the final tree"));
    let mut tree = Config::builtin().tree().clone();
    for tree in [&mut expected, &mut tree] {
        // There, the user is the one of the reference's machine.
        tree.as_map_mut().expect("a map").shift_remove("user");
    }
    assert_eq!(tree, expected);
}

#[test]
fn every_preset_loads_without_an_issue() {
    for one in crate::presets() {
        let (config, issues) = trusted(&[preset(one.name)], &[]).expect(one.name);
        let odd: Vec<&Issue> = issues
            .iter()
            .filter(|issue| issue.setting != "config.omit" && issue.code != "bad-chord")
            .collect();
        assert!(odd.is_empty(), "{}: {odd:?}", one.name);
        assert_eq!(config.config.title.as_deref(), Some(one.title()));
    }
}

#[test]
fn presets_stack() {
    let (config, _) = trusted(&[preset("ukulele"), preset("modern3")], &[]).expect("presets");
    assert_eq!(config.tuning.len(), 4);
    assert_eq!(config.library.chords().len(), 111);
    assert_eq!(config.pdf.diagrams.width, 8.0);
    assert_eq!(config.pdf.fonts.text.size, Some(12.0));
    assert_eq!(
        config.pdf.fonts.text.face(&config.pdf.fontconfig),
        Some(crate::view::FaceSource::Core("Helvetica"))
    );
    let (german, _) = trusted(&[preset("notes:german")], &[]).expect("a preset");
    assert_eq!(german.notes.name(), "german");
    assert!(matches!(
        trusted(&[preset("ukulele,modern3")], &[]),
        Err(ConfigError::Missing { .. })
    ));
}

#[test]
fn includes_are_applied_first_and_bounded() {
    let source = Source::text("x.json", "include: [modern1 ukulele] pdf.chorus.indent: 3");
    let (config, issues) = trusted(&[source], &[]).expect("a configuration");
    assert_eq!(messages(&issues), [""; 0]);
    assert_eq!(config.pdf.chorus.indent, 3.0);
    assert_eq!(config.pdf.chorus.bar.width, 0.5);
    let many = Source::text("x.json", &format!("include: [{}]", "dark ".repeat(17)));
    assert!(matches!(
        trusted(&[many], &[]),
        Err(ConfigError::Includes { .. })
    ));
}

#[test]
fn a_file_that_includes_itself_is_refused() {
    struct Loop;
    impl Host for Loop {
        fn open(&self, _: &str, _: &str) -> Option<Arc<[u8]>> {
            Some(Arc::from(*b"include: [\"x.json\"]"))
        }

        fn variable(&self, _: &str) -> Option<String> {
            None
        }
    }
    let source = Source::text("x.json", "include: [\"x.json\"]");
    assert!(matches!(
        Config::load(&[source], &[], Trust::Trusted, &Loop),
        Err(ConfigError::Includes { .. })
    ));
}

#[test]
fn wrong_values_are_said_and_the_default_is_used() {
    let source = Source::text(
        "x.json",
        r#"pdf.marginleft: wide pdf.papersize: a99 pdf.spacing.lyrics: 0 settings.columns: 1000000"#,
    );
    let (config, issues) = trusted(&[source], &[]).expect("a configuration");
    assert_eq!(config.pdf.marginleft, 40.0);
    assert_eq!(config.pdf.papersize, crate::view::PaperSize::A4);
    assert_eq!(config.pdf.spacing.lyrics, 1.2);
    let mut settings: Vec<&str> = issues.iter().map(|issue| issue.setting.as_str()).collect();
    settings.sort_unstable();
    assert_eq!(
        settings,
        [
            "pdf.marginleft",
            "pdf.papersize",
            "pdf.spacing.lyrics",
            "settings.columns"
        ]
    );
    assert!(issues.iter().all(|issue| issue.hint.is_some()));
}

#[test]
fn a_group_that_is_no_map_leaves_its_defaults() {
    let source = Source::text("x.json", r#"{"settings": "x"}"#);
    let (config, issues) = trusted(&[source], &[]).expect("a configuration");
    assert_eq!(config.settings.titles, crate::view::Titles::Center);
    assert_eq!(issues.len(), 1);
}

#[test]
fn single_settings_come_last() {
    let (config, issues) = trusted(
        &[preset("modern1")],
        &[
            ("pdf.chorus.indent", "7"),
            ("pdf.fonts.text", "Courier 20"),
            ("chords.Zz", "{frets:[1 2 3 4 5 6]}"),
            ("native.keep-sections", "true"),
        ],
    )
    .expect("a configuration");
    assert_eq!(messages(&issues), [""; 0]);
    assert_eq!(config.pdf.chorus.indent, 7.0);
    assert_eq!(config.pdf.fonts.text.name.as_deref(), Some("Courier"));
    assert_eq!(config.pdf.fonts.text.description, None);
    assert!(config.library.by_name("Zz").is_some());
    assert!(config.native.keep_sections);
    assert!(config.native.fallback_fonts);
}

#[test]
fn a_song_changes_its_own_configuration_only() {
    let config = Config::builtin();
    let (changed, issues) = config
        .set("pdf.chorus.indent", "12", Trust::Untrusted)
        .expect("a setting");
    assert_eq!(issues, []);
    assert_eq!(changed.pdf.chorus.indent, 12.0);
    assert_eq!(config.pdf.chorus.indent, 0.0);
    assert!(Arc::ptr_eq(&changed.settings, &config.settings));
    assert!(Arc::ptr_eq(&changed.pdf.fonts, &config.pdf.fonts));
    assert!(Arc::ptr_eq(&changed.pdf.formats, &config.pdf.formats));
    assert_eq!(
        config.set("nosuch.key", "1", Trust::Untrusted).map(|_| ()),
        Err(ConfigError::Path(
            "Key nosuch is scalar, not hash".to_owned()
        ))
    );
}

#[test]
fn a_song_cannot_change_its_settings_for_ever() {
    let mut config = Config::clone(&Config::builtin());
    let mut count = 0;
    while let Ok((changed, _)) = config.set("pdf.chorus.indent", "1", Trust::Untrusted) {
        config = changed;
        count += 1;
        assert!(count <= MOST_CHANGES);
    }
    assert_eq!(count, MOST_CHANGES);
}

#[test]
fn a_stranger_s_configuration_is_filtered() {
    let builtin = Config::builtin();
    let source = Source::text(
        "song",
        r#"{"delegates": {"x": {"program": "sh"}}, "pdf": {"songbook": {"cover": "/x.pdf"}, "columnspace": 3}}"#,
    );
    let (config, issues) = builtin
        .augment(&source, Trust::Untrusted, &NoHost)
        .expect("a configuration");
    assert_eq!(config.pdf.songbook.cover.name(), None);
    assert_eq!(config.pdf.columnspace, 3.0);
    let settings: Vec<&str> = issues.iter().map(|issue| issue.setting.as_str()).collect();
    assert_eq!(settings, ["delegates.x.program", "pdf.songbook.cover"]);
    let (config, issues) = builtin
        .set("pdf.fontdir", "/etc", Trust::Untrusted)
        .expect("a setting");
    assert!(config.pdf.fontdir.is_empty());
    assert_eq!(
        messages(&issues),
        ["pdf.fontdir cannot be set here; it is ignored"]
    );
}

#[test]
fn a_song_s_chords_stay_with_the_song() {
    let builtin = Config::builtin();
    let source = Source::text("song", "chords: [{name: Zz, frets: [1 2 3 4 5 6]}]");
    let (config, _) = builtin
        .augment(&source, Trust::Untrusted, &NoHost)
        .expect("a configuration");
    assert!(config.library.by_name("Zz").is_some());
    assert!(builtin.library.by_name("Zz").is_none());
}

#[test]
fn no_setting_is_described_twice() {
    let rows = rows();
    assert!(rows.len() > 200, "there are {} settings", rows.len());
    assert!(rows.windows(2).all(|pair| pair[0].path != pair[1].path));
    assert!(
        rows.iter()
            .all(|row| !row.about.is_empty() && !row.expected.is_empty())
    );
}

#[test]
fn inline_chords_take_either_letter_for_the_chord() {
    let template = |value: &str| {
        let (config, _) = trusted(&[], &[("settings.inline-chords", value)]).expect("valid");
        config.settings.inline_chords.0.clone()
    };
    assert_eq!(template("<%c>").as_deref(), Some("<%c>"));
    assert_eq!(template("<%s>").as_deref(), Some("<%s>"));
    assert_eq!(template("1").as_deref(), Some("[%s]"));
    assert_eq!(template("0"), None);
}
