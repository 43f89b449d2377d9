//! Tests of encrypted bodies.

use super::*;

const KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

fn keys() -> BodyKeys {
    BodyKeys::parse(&format!("web={KEY}")).expect("keys")
}

fn sealed_with(header: &Value) -> String {
    let protected = URL_SAFE_NO_PAD.encode(header.to_string());
    let sealed = keys()
        .seal("web", "application/json", b"{}")
        .expect("sealed");
    let (_, rest) = sealed.split_once('.').expect("parts");
    format!("{protected}.{rest}")
}

#[test]
fn the_example_of_the_standard_is_decrypted() {
    // RFC 7516, A.1: its content encryption key, used directly.
    let key = [
        177, 161, 244, 128, 84, 143, 225, 115, 63, 180, 3, 255, 107, 154, 212, 246, 138, 7, 110,
        91, 112, 46, 34, 105, 47, 130, 203, 46, 122, 234, 64, 252,
    ];
    let protected = b"eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ";
    let mut sealed = decode(
        "5eym8TW_c8SuK0ltJ3rpYIzOeDQz7TALvtu6UG9oMo4vpzs9tX_EFShS8iB7j6jiSdiwkIr3ajwQzaBtQD_A",
    )
    .expect("base64url");
    sealed.extend(decode("XFBoMYUZodetZdvTiFvSkQ").expect("base64url"));
    let iv = decode("48V1_ALb6US04U3b").expect("base64url");
    assert_eq!(
        decrypt(&key, protected, &iv, sealed).expect("decrypted"),
        b"The true sign of intelligence is not knowledge but imagination."
    );
}

#[test]
fn what_was_sealed_opens_again() {
    let text = keys()
        .seal("web", "text/plain", b"Amazing")
        .expect("sealed");
    assert!(!text.contains("Amazing") && text.matches('.').count() == 4);
    let opened = keys().open(text.as_bytes()).expect("opened");
    assert_eq!(
        (&*opened.kid, &*opened.content_type, &*opened.content),
        ("web", "text/plain", &b"Amazing"[..])
    );
    let again = keys()
        .seal("web", "text/plain", b"Amazing")
        .expect("sealed");
    assert_ne!(text, again, "every sealing has its own vector");
}

#[test]
fn another_key_or_a_changed_byte_is_refused() {
    let text = keys()
        .seal("web", "text/plain", b"Amazing")
        .expect("sealed");
    let other = BodyKeys::parse(&format!("web={}", KEY.replace("00", "ff"))).expect("keys");
    assert_eq!(other.open(text.as_bytes()), Err(JweFault::Tag));
    let parts: Vec<&str> = text.split('.').collect();
    // A changed header, ciphertext or tag; the vector too.
    for part in [2, 3, 4] {
        let mut changed = parts.clone();
        let first = if changed[part].starts_with('A') {
            "B"
        } else {
            "A"
        };
        let piece = format!("{first}{}", &changed[part][1..]);
        changed[part] = &piece;
        assert_eq!(
            keys().open(changed.join(".").as_bytes()),
            Err(JweFault::Tag),
            "part {part}"
        );
    }
    let renamed =
        sealed_with(&json!({ "alg": "dir", "enc": "A256GCM", "kid": "web", "cty": "text/html" }));
    assert_eq!(keys().open(renamed.as_bytes()), Err(JweFault::Tag));
}

#[test]
fn every_other_fault_has_its_name() {
    for (header, fault) in [
        (
            json!({ "alg": "RSA-OAEP", "enc": "A256GCM", "kid": "web" }),
            JweFault::Algorithm,
        ),
        (
            json!({ "alg": "none", "enc": "A256GCM", "kid": "web" }),
            JweFault::Algorithm,
        ),
        (
            json!({ "alg": "dir", "enc": "A128GCM", "kid": "web" }),
            JweFault::Encryption,
        ),
        (
            json!({ "alg": "dir", "enc": "A256GCM", "kid": "other" }),
            JweFault::UnknownKey,
        ),
        (
            json!({ "alg": "dir", "enc": "A256GCM" }),
            JweFault::UnknownKey,
        ),
        (
            json!({ "alg": "dir", "enc": "A256GCM", "kid": "web", "zip": "DEF" }),
            JweFault::Extension,
        ),
        (
            json!({ "alg": "dir", "enc": "A256GCM", "kid": "web", "crit": ["x"] }),
            JweFault::Extension,
        ),
        (json!([]), JweFault::Form),
    ] {
        let outcome = keys().open(sealed_with(&header).as_bytes());
        assert_eq!(outcome, Err(fault), "{header}");
    }
    let good = keys().seal("web", "text/plain", b"x").expect("sealed");
    for (text, fault) in [
        (String::new(), JweFault::Form),
        ("a.b.c".to_owned(), JweFault::Form),
        (format!("{good}.x"), JweFault::Form),
        (good.replacen("..", ".QQ.", 1), JweFault::EncryptedKey),
        (good.replacen("..", "..QQAA", 1), JweFault::Vector),
    ] {
        assert_eq!(keys().open(text.as_bytes()), Err(fault), "{text}");
    }
}

#[test]
fn keys_are_read_in_either_form_and_never_shown() {
    let url = URL_SAFE_NO_PAD.encode([7; 32]);
    let keys = BodyKeys::parse(&format!("# keys\nweb={KEY}, mobile={url}=\n")).expect("keys");
    assert!(keys.holds("web") && keys.holds("mobile") && keys.only().is_none());
    assert!(!format!("{keys:?}").contains("0001"));
    for wrong in [
        "web",
        "web=0011",
        "web=topsecret",
        &format!("a={KEY},a={KEY}"),
    ] {
        let message = BodyKeys::parse(wrong).expect_err(wrong);
        assert!(!message.contains("topsecret") && !message.contains("0011"));
    }
}
