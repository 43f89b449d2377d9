//! Configurations and properties: their search path, and their printed form.

use crate::support::{Folder, printed, said};

#[test]
fn configurations_are_looked_for_in_the_order_of_the_reference() {
    let folder = Folder::new("order");
    folder.put("home/.config/chordpro/chordpro.json", "home: 1");
    folder.put("xdg/chordpro/chordpro.json", "xdg: 1");
    folder.put("xdg/chordpro/chordpro.prp", "properties = 1\n");
    folder.put("chordpro.json", "project: 1");
    folder.put("lib/config/mine.json", "library: 1");
    folder.put("a.json", "beside: 1");
    folder.put("other.json", "other: 1");
    folder.put("system.json", "system: 1");
    let unknown = |line: &str, variables: &[(&str, &str)]| {
        let output = folder
            .command()
            .args(line.split(' '))
            .args(["-o", "o.txt"])
            .envs(variables.iter().copied())
            .output()
            .expect("the program starts");
        assert_eq!(output.status.code(), Some(0), "{line}: {}", said(&output));
        said(&output)
            .lines()
            .filter_map(|line| line.split("unknown item ").nth(1))
            .map(str::to_owned)
            .collect::<Vec<String>>()
    };
    assert_eq!(unknown("a.cho", &[]), ["home", "project", "beside"]);
    let xdg = [("XDG_CONFIG_HOME", "xdg")];
    assert_eq!(unknown("a.cho", &xdg), ["properties", "project", "beside"]);
    for (line, expected) in [
        ("a.cho --nouserconfig", vec!["project", "beside"]),
        ("a.cho --noconfig", vec!["home", "beside"]),
        ("a.cho --nosongconfig", vec!["home", "project"]),
        ("a.cho --config=other.json", vec!["home", "other", "beside"]),
        (
            "a.cho --userconfig=other.json",
            vec!["other", "project", "beside"],
        ),
        (
            "a.cho --sysconfig=system.json",
            vec!["system", "home", "project", "beside"],
        ),
        (
            "a.cho --sysconfig=system.json --nosysconfig",
            vec!["home", "project", "beside"],
        ),
        ("a.cho -X", vec![]),
        ("a.cho -X --config=other.json", vec!["other"]),
        (
            "a.cho --noconfig --config=other.json",
            vec!["home", "beside"],
        ),
    ] {
        assert_eq!(unknown(line, &[]), expected, "{line}");
    }
    let library = [("CHORDPRO_LIB", "nosuch:lib")];
    for name in ["mine", "mine.json"] {
        let line = format!("a.cho -X --config={name}");
        assert_eq!(unknown(&line, &library), ["library"]);
    }
}

#[test]
fn properties_know_the_environment_and_the_home_folder() {
    let folder = Folder::new("properties");
    folder.put(
        "mine.prp",
        "user.name = ${SINGER:nobody}\nuser.fullname = ~/x\n",
    );
    folder.put("u.cho", "{title: T}\n{c: %{user} %{user.fullname}}\n[C]x\n");
    let text = |singer: Option<&str>| {
        let mut command = folder.command();
        command.args(["u.cho", "-X", "--config=mine.prp", "-o", "u.txt"]);
        command.envs(singer.map(|singer| ("SINGER", singer)));
        let output = command.output().expect("the program starts");
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        folder.text("u.txt")
    };
    let home = folder.0.join("home/x");
    assert!(text(Some("ella")).contains(&format!("ella {}", home.display())));
    assert!(text(None).contains("nobody "));
}

#[test]
fn printed_configurations_can_be_used_again() {
    let folder = Folder::new("printed");
    for line in [
        "--print-final-config --config=modern1",
        "--print-delta-config --config=modern1",
        "--print-template-config",
        "--print-default-config --print-default-config",
    ] {
        let output = folder.run(line);
        assert_eq!(output.status.code(), Some(0), "{line}: {}", said(&output));
        folder.put("again.json", &printed(&output));
        let is_template = line.contains("template");
        let again = folder.run("a.cho --config=again.json -o o.txt");
        // The starter is all comments, and an empty configuration is none.
        assert_eq!(
            again.status.code() == Some(0),
            !is_template,
            "{line}: {}",
            said(&again)
        );
    }
    folder.put(
        "old.json",
        "// mine\nsettings.columns : 2  unknown { a : 1 }\n",
    );
    let output = folder.run("--convert-config=old.json -o new.json");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let text = folder.text("new.json");
    assert!(
        text.contains("settings.columns : 2") && text.ends_with("// End of Config.\n"),
        "{text}"
    );
    let output = folder.run("--convert-config=old.json a.cho");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        folder.run("--convert-config=nosuch.json").status.code(),
        Some(2)
    );
}

#[test]
fn known_chords_are_written_as_directives_and_as_a_configuration() {
    let folder = Folder::new("chords");
    let text = printed(&folder.run("-d --config=ukulele"));
    assert!(
        text.contains("---strings---\n") && !text.contains("----strings"),
        "{text}"
    );
    folder.put(
        "dump.json",
        &printed(&folder.run("--dump-chords-json --config=ukulele")),
    );
    let again = folder.run("-d --config=dump.json");
    assert_eq!(again.status.code(), Some(0), "{}", said(&again));
    assert_eq!(
        printed(&again),
        text,
        "the dump defines the same instrument"
    );
    folder.run("-D -o chords.txt");
    assert!(folder.text("chords.txt").contains("Built-in Chords"));
}
