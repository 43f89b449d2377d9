//! Tests of fonts.

use super::*;

fn fonts(value: serde_json::Value) -> Fonts {
    Fonts::from_value(&Value::from(value), &Rule::ANY).expect("a map of fonts")
}

#[test]
fn a_font_in_short_is_a_file_a_core_font_or_a_description() {
    let map = |text: &str| Value::from(shorthand(text).0);
    assert_eq!(
        map("helvetica-oblique 10; colour=red; frame=1"),
        Value::from(json!({"name": "helvetica-oblique", "size": 10, "color": "red", "frame": 1}))
    );
    assert_eq!(
        map("My Font.ttf 9"),
        Value::from(json!({"file": "My Font.ttf", "size": 9}))
    );
    assert_eq!(
        map("serif bold 14"),
        Value::from(json!({"description": "serif bold 14"}))
    );
    assert_eq!(shorthand("serif; weight=3").1, ["weight"]);
}

#[test]
fn what_a_font_lacks_comes_from_others() {
    let fonts = fonts(json!({
        "text": {"name": "Times-Roman", "size": 20, "background": "red", "frame": 1},
        "comment": {"name": "Helvetica"},
    }));
    assert_eq!(fonts.subtitle.name.as_deref(), Some("Times-Roman"));
    assert_eq!(fonts.footer.size, Some(12.0));
    assert_eq!(fonts.comment.size, Some(20.0));
    assert_eq!(fonts.diagram.name.as_deref(), Some("Helvetica"));
    assert_eq!(fonts.chordfingers.size, None);
    assert_eq!(&*fonts.chorus.background, "background");
    assert!(fonts.text.frame && !fonts.chorus.frame);
}

#[test]
fn a_description_of_the_text_reaches_comments_that_only_have_a_name() {
    let fonts = fonts(json!({"text": "mono bold", "comment": {"name": "Helvetica"}}));
    let families = FontFamilies::default();
    assert_eq!(
        fonts.comment.face(&families),
        Some(FaceSource::Core("Courier-Bold"))
    );
}

#[test]
fn the_footer_is_smaller_unless_the_size_stands_in_the_description() {
    let named = fonts(json!({"text": {"name": "Times-Roman", "size": 20}}));
    assert_eq!(named.footer.size, Some(12.0));
    let described = fonts(json!({"text": "serif 20"}));
    assert_eq!(described.footer.size, Some(20.0));
}

#[test]
fn descriptions_say_nothing_where_there_is_a_file() {
    let described = "sans 17";
    let sized = fonts(json!({"chord": {"description": described, "file": "x.ttf", "size": 14}}));
    assert_eq!(sized.chord.size, Some(14.0));
    let text = fonts(json!({"text": {"description": described, "file": "x.ttf", "size": 14}}));
    assert_eq!(text.text.size, Some(14.0));
}

#[test]
fn styles_may_be_fused() {
    let description = FontDescription::parse("Serif BoldItalic 12.5");
    assert_eq!(description.family, "serif");
    assert_eq!(description.weight, "bold");
    assert!(description.is_italic);
    assert_eq!(description.size, Some(12.5));
    assert_eq!(FontDescription::parse("Open Sans 3").family, "open sans");
}

#[test]
fn a_family_may_have_several_names() {
    let families = FontFamilies::from_value(
        &Value::from(
            json!({"muse, Jazz": {"": "Muse.otf", "boldoblique": {"file": "B.otf", "shaping": 1}}}),
        ),
        &Rule::ANY,
    )
    .expect("families");
    assert_eq!(
        families.find(&FontDescription::parse("jazz 12")),
        Some(FaceSource::File("Muse.otf"))
    );
    assert_eq!(
        families.find(&FontDescription::parse("muse bold italic")),
        Some(FaceSource::File("B.otf"))
    );
    assert_eq!(families.find(&FontDescription::parse("muse bold")), None);
}
