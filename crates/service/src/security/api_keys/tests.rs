//! Tests of keys.

use super::*;

fn set(text: &str) -> KeySet {
    KeySet::new(&parse_key_list(text).expect("keys"))
}

fn client_of<'a>(keys: &'a KeySet, key: &[u8]) -> Option<&'a str> {
    keys.find(key).map(|key| key.client().name())
}

#[test]
fn keys_are_trimmed_and_blank_ones_dropped() {
    let keys = set(" first-key-first-key , second-key-second ,, ");
    assert_eq!(keys.len(), 2);
    assert!(keys.find(b"first-key-first-key").is_some());
    assert!(keys.find(b" first-key-first-key ").is_none());
    assert!(keys.find(b"").is_none());
    assert!(keys.find(b"third").is_none());
}

#[test]
fn a_named_key_shows_its_name_and_another_a_short_digest() {
    let keys = set("mobile=0123456789abcdef,fedcba9876543210");
    assert_eq!(client_of(&keys, b"0123456789abcdef"), Some("mobile"));
    let other = client_of(&keys, b"fedcba9876543210").expect("found");
    assert!(other.starts_with("key-") && other.len() == 12);
    assert!(!other.contains("fedc"));
}

#[test]
fn equals_signs_at_the_end_belong_to_the_key() {
    let keys = set("c2VjcmV0LWtleQ==");
    assert!(keys.find(b"c2VjcmV0LWtleQ==").is_some());
}

#[test]
fn a_digest_stands_for_its_key() {
    let digest = hex(&digest_of("a-long-enough-key"));
    let keys = set(&format!("web=sha256:{digest}"));
    assert_eq!(client_of(&keys, b"a-long-enough-key"), Some("web"));
}

#[test]
fn a_digest_with_a_slip_is_never_taken_for_a_key() {
    let digest = hex(&digest_of("a-long-enough-key"));
    for slip in [
        format!("web=sha256:{digest}  -"),
        format!("sha256:{digest} -"),
        format!("sha256:{}", &digest[3..]),
        format!("SHA256:{digest}0"),
        format!("web=Sha256:{}x", &digest[1..]),
        "sha256:".to_owned(),
    ] {
        let faults = parse_key_list(&format!("mobile=0123456789abcdef,{slip}")).expect_err(&slip);
        assert_eq!((faults.len(), faults[0].number), (1, 2), "{slip}");
        let text = format!("# keys\n{slip}\nmobile=0123456789abcdef\n");
        let faults = parse_key_file(&text).expect_err(&slip);
        assert_eq!((faults.len(), faults[0].number), (1, 2), "{slip}");
        assert!(!describe_lines(&faults)[0].contains(&digest[3..]), "{slip}");
    }
    let keys = set(&format!("web=SHA256:{}", digest.to_uppercase()));
    assert_eq!(client_of(&keys, b"a-long-enough-key"), Some("web"));
}

#[test]
fn names_and_conditions_that_would_become_a_part_of_the_key_are_faults() {
    for slip in [
        "a b=0123456789abcdef",
        "=0123456789abcdef",
        "wéb=0123456789abcdef",
        "web=0123456789 abcdef",
        "web=0123456789abcdef;networks=10.0.0.0/8",
        "web=0123456789abcdef;web2=fedcba9876543210",
        "'0123456789abcdef'",
        "seven77",
    ] {
        let faults = parse_key_list(slip).expect_err(slip);
        assert_eq!(faults.len(), 1, "{slip}");
        assert!(!faults[0].message.contains("0123"), "{slip}");
    }
    // An equals sign inside the key takes a name in front of it.
    let keys = set("web=0123456789=abcdef");
    assert_eq!(client_of(&keys, b"0123456789=abcdef"), Some("web"));
}

#[test]
fn all_lines_of_a_file_that_are_not_valid_are_named() {
    let text = "a=short\nb=0123456789abcdef\nc d=0123456789abcdef\n; signature=required\n";
    let faults = parse_key_file(text).expect_err("three");
    let lines: Vec<usize> = faults.iter().map(|fault| fault.number).collect();
    assert_eq!(lines, [1, 3, 4]);
    let many = parse_key_file(&"short\n".repeat(1000)).expect_err("a thousand");
    let sentences = describe_lines(&many);
    assert_eq!(sentences.len(), 21);
    assert_eq!(sentences[0], "line 1 holds a key shorter than 8 characters");
    assert_eq!(sentences[20], "has 980 more lines that are not valid");
}

#[test]
fn a_key_file_has_comments() {
    let entries =
        parse_key_file("# the keys\n\nweb=0123456789abcdef\r\n  # old\nshort-key\n").expect("keys");
    assert_eq!(entries.len(), 2);
    assert!(!entries[0].is_short() && entries[1].is_short());
}

#[test]
fn a_key_may_be_bound_to_networks_and_to_signing() {
    let text = "web=0123456789abcdef; networks=10.0.0.0/8, 192.0.2.7; signature=required\nb=fedcba9876543210\n";
    let keys = KeySet::new(&parse_key_file(text).expect("keys"));
    let bound = keys.find(b"0123456789abcdef").expect("found");
    let counts_from = |address: &str| bound.conditions().count_from(address.parse().ok());
    assert!(counts_from("10.1.2.3") && counts_from("192.0.2.7"));
    assert!(!counts_from("192.0.2.8") && !bound.conditions().count_from(None));
    assert_eq!(bound.conditions().signing, Signing::Required);
    let free = keys.find(b"fedcba9876543210").expect("found");
    assert!(free.conditions().count_from(None));
    assert_eq!(free.conditions().signing, Signing::AsConfigured);
}

#[test]
fn a_condition_that_cannot_be_read_is_a_fault_of_its_line() {
    for (text, line) in [
        (
            "a=0123456789abcdef\nb=fedcba9876543210; network=10.0.0.0/8",
            2,
        ),
        ("# keys\n\nb=fedcba9876543210; networks=", 3),
        ("b=fedcba9876543210; networks=10.0.0.0/99", 1),
        ("b=fedcba9876543210; signature=yes", 1),
        ("; signature=required", 1),
        ("a=0123456789abcdef\nb=fedc-77", 2),
    ] {
        let faults = parse_key_file(text).expect_err(text);
        assert_eq!((faults.len(), faults[0].number), (1, line), "{text}");
        assert!(!describe_lines(&faults)[0].contains("fedc"));
    }
}

#[test]
fn every_look_up_ends_with_one_comparison_however_many_keys_there_are() {
    let many: Vec<String> = (0..1000).map(|n| format!("{n:016}")).collect();
    for count in [1, 10, 1000] {
        let keys = set(&many[..count].join(","));
        let (first, last) = (&many[0], &many[count - 1]);
        let wrong_at_the_start = format!("x{}", &first[1..]);
        let wrong_at_the_end = format!("{}x", &first[..15]);
        for (key, is_known) in [
            (first, true),
            (last, true),
            (&wrong_at_the_start, false),
            (&wrong_at_the_end, false),
        ] {
            let comparisons = std::cell::Cell::new(0);
            let found = keys.find_by(key.as_bytes(), |one, other| {
                comparisons.set(comparisons.get() + 1);
                one == other
            });
            assert_eq!((found.is_some(), comparisons.get()), (is_known, 1), "{key}");
        }
    }
}

#[test]
fn nothing_shows_a_key() {
    let entry = KeyEntry::parse("top-secret-top-secret");
    let entry = entry.expect("valid").expect("a key");
    assert!(!format!("{entry:?}").contains("secret"));
    assert!(!format!("{:?}", KeySet::new(&[entry])).contains("secret"));
}

#[test]
fn made_keys_are_long_and_differ() {
    let (one, other) = (make_key().expect("random"), make_key().expect("random"));
    assert_eq!(one.len(), 64);
    assert_ne!(one, other);
}
