//! Key detection finds the keys of public domain songs.

use chordpro_chords::{Chord, Notation, Strictness, detect_key};

#[test]
fn ninety_five_of_a_hundred_keys_are_found() {
    let notation = Notation::common();
    let read = |name: &str| {
        notation
            .parse(name, Strictness::Strict)
            .unwrap_or_else(|| panic!("{name} is a chord"))
    };
    let (mut count, mut exact) = (0, 0);
    let mut wrong = Vec::new();
    let songs = include_str!("../data/songs.txt").lines();
    for song in songs.filter(|line| !line.starts_with('#')) {
        let parts: Vec<&str> = song.split(" | ").collect();
        let [title, key, chords] = parts[..] else {
            panic!("three parts: {song}");
        };
        let chords: Vec<Chord> = chords.split(' ').map(read).collect();
        let key = read(key);
        let found = detect_key(&chords).expect("a key");
        let stated = (key.root.as_ref().expect("a root").ordinal, key.is_minor());
        let signature = |(tonic, is_minor): (u8, bool)| (tonic + if is_minor { 3 } else { 0 }) % 12;
        count += 1;
        exact += u32::from((found.tonic, found.is_minor) == stated);
        if signature((found.tonic, found.is_minor)) != signature(stated) {
            wrong.push(format!("{title}: {} for {}", found.tonic, key.name));
        }
    }
    println!("{count} songs, {exact} exact, wrong: {wrong:?}");
    assert!(count >= 100, "{count}");
    assert!(wrong.len() * 20 <= count, "{wrong:?}");
}
