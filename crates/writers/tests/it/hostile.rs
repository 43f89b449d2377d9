//! Hostile songs: no part escapes its context in a page, and they take no longer than others.

#[path = "../../../../tests/growth.rs"]
mod growth;

use chordpro_config::Config;
use chordpro_song::{Budget, NoAssets, Profile, ReadOptions, SongInput, read_book};
use chordpro_writers::{WriteOptions, Written, cho, html, json, markdown, meta, text};

const HOSTILE: &str = r##"{title: </style><script>alert(1)</script>"}
{subtitle: <img src=x onerror=alert(2)>}
{artist: "><script>alert(3)</script>}
{soc: <script>alert(4)</script>}
[<script>]a [C"><script>]b [*<script>alert(5)</script>]c <script>alert(6)</script>
<span href="javascript:alert(7)">link</span> <span color="red;background:url(javascript:x)">c</span>
{eoc}
{c: <script>alert(8)</script> [<script>]}
{sot}
</pre><script>alert(9)</script>
{eot}
{sog: 4x1 <script>}
| <script> | C~<script> | </td> | x | <script>end
{eog}
{start_of_textblock}
<script>alert(10)</script>
{end_of_textblock}
{chorus: <script>alert(11)</script>}
"##;

fn write_all(song: &str, profile: Profile) -> Vec<Written> {
    let mut options = WriteOptions::default();
    options.profile = profile;
    let budget = Budget::unbounded_time();
    let book = |backend: &str| {
        let mut options = ReadOptions::default();
        options.backend = backend.to_owned();
        options.profile = profile;
        let inputs = [SongInput::new("song", song)];
        read_book(&inputs, &Config::builtin(), &options, &NoAssets, &budget)
            .expect("the song is read")
    };
    vec![
        html::write(&book("html"), &options, &NoAssets, &budget).expect("no limit is met"),
        text::write(&book("text"), &options, &budget).expect("no limit is met"),
        cho::write(&book("chordpro"), &options, &budget).expect("no limit is met"),
        markdown::write(&book("markdown"), &options, &budget).expect("no limit is met"),
        meta::write(&book("meta"), &options, &budget).expect("no limit is met"),
        json::write(&book("json"), &options, &budget).expect("no limit is met"),
    ]
}

#[test]
fn no_song_gets_a_tag_or_a_script_link_into_a_page() {
    for profile in [Profile::Reference, Profile::Complete] {
        let written = write_all(HOSTILE, profile);
        let page = &written.first().expect("the page").text;
        // In the style element of the reference's page, only its end tag has a meaning.
        let outside: String = page
            .split("<style>")
            .map(|part| part.split_once("</style>").map_or(part, |(_, after)| after))
            .collect();
        for harm in ["<script", "<img src=x", "javascript:", "</style><", "url("] {
            assert!(!outside.contains(harm), "{harm} in\n{outside}");
        }
        assert!(!page.contains("</style><script"), "{page}");
        assert!(outside.contains("alert(6)"), "the song is there: {outside}");
    }
}

#[test]
fn hostile_lengths_take_linear_time() {
    for (head, piece, count) in [
        ("", "[", 200_000),
        ("", "[C]", 60_000),
        ("", "<b>", 60_000),
        ("", "<", 200_000),
        ("[C]", "</i>", 40_000),
        ("{sog}\n", "| C ", 40_000),
        ("", "{soc}\n{eoc}\n{chorus}\n", 5_000),
    ] {
        let written = growth::linear(piece, piece.len() * count, |text| {
            write_all(&format!("{{title: A}}\n{head}{text}"), Profile::Complete)
        });
        for written in written {
            assert!(!written.text.is_empty(), "{piece}");
        }
    }
}
