//! The description and the schema of the JSON format match the output.

use std::collections::BTreeSet;

use chordpro_config::Config;
use chordpro_song::{Budget, NoAssets, ReadOptions, SongInput, read_book};
use chordpro_writers::{WriteOptions, json};
use serde_json::Value;

const DESCRIPTION: &str = include_str!("../../../../docs/json.md");

/// A song with every kind of element.
const SONG: &str = "{title: All}\n{subtitle: s}\n{artist: A}\n{columns: 2}\n{titles: left}\n{diagrams: right}\n\
{define: Cc base-fret 3 frets x 1 3 3 3 1 fingers - 1 2 3 4 1}\n{soc: L}\n[C/G]a [*x]b [(Cc)]c\n\n{eoc}\n\
{chorus: again}\n{ci: i [Am] x}\n{sot}\ne|-|\n{eot}\n{sog: 1+4x1+1}\nA | C~. | % |1 / :| end\n|s dn . |\n{eog}\n\
{image: chord=\"Am\" width=20 label=\"P\"}\n<b>bo[<i>D</i>]ld</b> <span size=14 color=\"red\" underline=double underline_color=\"blue\">x</span><sym flat/>\n{chord: G}\n{np}\n{colb}\n{textsize: 12}\n{textsize}\n{key: G}\n{+pdf.chorus.indent: 1}\n\
{no_such_directive: x}\n{start_of_textblock}\nt\n{end_of_textblock}\n";

fn written() -> Value {
    let mut options = ReadOptions::default();
    options.backend = "html".to_owned();
    let budget = Budget::unbounded_time();
    let inputs = [SongInput::new("song", SONG)];
    let book = read_book(&inputs, &Config::builtin(), &options, &NoAssets, &budget)
        .expect("the song is read");
    let written = json::write(&book, &WriteOptions::default(), &budget).expect("no limit is met");
    serde_json::from_str(&written.text).expect("it is JSON")
}

/// The names of all members, except those that are data of the song.
fn keys(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                found.insert(name.clone());
                match name.as_str() {
                    "metadata" | "options" | "image" => {}
                    "chords" if member.is_object() => {
                        for chord in member.as_object().into_iter().flatten() {
                            keys(chord.1, found);
                        }
                    }
                    _ => keys(member, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
        _ => {}
    }
}

fn types(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            if let Some(Value::String(name)) = members.get("type") {
                found.insert(name.clone());
            }
            for (name, member) in members {
                // The type of an instrument comes from the configuration.
                if name != "instrument" {
                    types(member, found);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| types(item, found)),
        _ => {}
    }
}

#[test]
fn every_member_and_type_is_in_the_schema_and_in_the_description() {
    let schema: Value = serde_json::from_str(json::SCHEMA).expect("the schema is JSON");
    let written = written();
    let mut names = BTreeSet::new();
    keys(&written, &mut names);
    types(&written, &mut names);
    let known = schema.to_string();
    assert!(names.len() > 60, "only {} names: {names:?}", names.len());
    for name in names {
        assert!(
            known.contains(&format!("\"{name}\"")),
            "{name} in the schema"
        );
        assert!(
            DESCRIPTION.contains(&format!("`{name}`")),
            "{name} in the description"
        );
    }
}

#[test]
fn the_version_is_the_one_described() {
    let version = written().get("version").cloned();
    assert_eq!(version, Some(Value::from(json::VERSION)));
    let schema: Value = serde_json::from_str(json::SCHEMA).expect("the schema is JSON");
    let described = schema.pointer("/properties/version/const").cloned();
    assert_eq!(described, version);
}
