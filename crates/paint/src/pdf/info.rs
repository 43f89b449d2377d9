//! Document information.

use chordpro_layout::{Info, PageLayout};
use krilla::metadata::{self, DateTime, Metadata};
use pdf_writer::{Chunk, Finish, Name, Ref, Settings, TextStr};
use time::OffsetDateTime;

use super::{PdfOptions, Standard};

/// The program that laid out the song.
const CREATOR: &str = "ChordPro API";
/// The program that wrote the file.
const PRODUCER: &str = concat!("chordpro-api ", env!("CARGO_PKG_VERSION"));

/// The document properties that viewers show.
pub(super) fn metadata(info: &Info, options: &PdfOptions) -> Metadata {
    let given = |value: &Option<String>| value.clone().unwrap_or_default();
    let list = |value: &Option<String>| value.clone().into_iter().collect::<Vec<String>>();
    let mut metadata = Metadata::new()
        .title(given(&info.title))
        .authors(list(&info.author))
        .description(given(&info.subject))
        .keywords(list(&info.keywords))
        .page_layout(page_layout(info))
        .creator(creator(info).to_owned())
        .producer(PRODUCER.to_owned());
    if let Some(language) = language(info, options) {
        metadata = metadata.language(language);
    }
    // Archival standards require a date; without one it is the Unix epoch, because there is no clock here.
    let archived = options.standard.is_archival().then_some(0);
    if let Some(date) = options.created.or(archived).and_then(date) {
        metadata = metadata.creation_date(date);
    }
    metadata
}

/// Entries of the document information that the PDF writer does not write: for plain documents it writes texts only in
/// the form of [`metadata()`], and it does not support custom keys (`pdf.info`).
pub(super) fn further(info: &Info, options: &PdfOptions) -> Vec<u8> {
    let mut chunk = Chunk::with_settings(Settings { pretty: false });
    let mut entries = chunk.indirect(Ref::new(1)).dict();
    if !options.is_tagged() && options.standard == Standard::None {
        let texts = [
            ("Title", info.title.as_deref()),
            ("Author", info.author.as_deref()),
            ("Subject", info.subject.as_deref()),
            ("Keywords", info.keywords.as_deref()),
            ("Creator", Some(creator(info))),
            ("Producer", Some(PRODUCER)),
        ];
        for (key, text) in texts {
            if let Some(text) = text {
                entries.pair(Name(key.as_bytes()), TextStr(text));
            }
        }
    }
    for (key, text) in &info.other {
        if !matches!(
            key.as_str(),
            "Creator" | "Producer" | "CreationDate" | "ModDate"
        ) {
            entries.pair(Name(key.as_bytes()), TextStr(text));
        }
    }
    entries.finish();
    let bytes = chunk.as_bytes();
    let start = bytes.windows(2).position(|pair| pair == b"<<");
    let end = bytes.windows(2).rposition(|pair| pair == b">>");
    let (start, end) = start.zip(end).expect("a dictionary has both marks");
    bytes.get(start + 2..end).unwrap_or_default().to_vec()
}

/// The program that laid out the song: ours, unless the configuration names another.
fn creator(info: &Info) -> &str {
    info.other.get("Creator").map_or(CREATOR, String::as_str)
}

/// The initial page layout in viewers: single pages, as in the reference, unless it is set.
fn page_layout(info: &Info) -> metadata::PageLayout {
    match info.page_layout {
        None | Some(PageLayout::Unset | PageLayout::SinglePage) => metadata::PageLayout::SinglePage,
        Some(PageLayout::OneColumn) => metadata::PageLayout::OneColumn,
        Some(PageLayout::TwoColumnLeft) => metadata::PageLayout::TwoColumnLeft,
        Some(PageLayout::TwoColumnRight) => metadata::PageLayout::TwoColumnRight,
        Some(PageLayout::TwoPageLeft) => metadata::PageLayout::TwoPageLeft,
        Some(PageLayout::TwoPageRight) => metadata::PageLayout::TwoPageRight,
    }
}

/// The language of the document, which accessibility standards require.
pub(super) fn language(info: &Info, options: &PdfOptions) -> Option<String> {
    match &info.language {
        Some(language) => Some(language.clone()),
        None => options.is_tagged().then(|| "und".to_owned()),
    }
}

/// A Unix time (seconds since 1970, UTC) as a calendar date; `None` before year 1 and after year 9999.
fn date(seconds: i64) -> Option<DateTime> {
    let date = OffsetDateTime::from_unix_timestamp(seconds).ok()?;
    let year = u16::try_from(date.year()).ok().filter(|year| *year > 0)?;
    Some(
        DateTime::new(year)
            .month(date.month().into())
            .day(date.day())
            .hour(date.hour())
            .minute(date.minute())
            .second(date.second())
            .utc_offset_hour(0)
            .utc_offset_minute(0),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_ones_own_are_written_and_those_of_the_writer_not_twice() {
        let mut info = Info {
            title: Some("Song 1".to_owned()),
            ..Info::default()
        };
        info.other.insert("Trapped".to_owned(), "Né".to_owned());
        info.other.insert("Creator".to_owned(), "Me".to_owned());
        info.other.insert("ModDate".to_owned(), "today".to_owned());
        let plain = further(&info, &PdfOptions::default());
        let expected = format!("/Title(Song 1)/Creator(Me)/Producer({PRODUCER})/Trapped");
        assert!(plain.starts_with(expected.as_bytes()));
        let archival = PdfOptions {
            standard: Standard::PdfA2b,
            ..PdfOptions::default()
        };
        assert!(further(&info, &archival).starts_with(b"/Trapped"));
    }

    #[test]
    fn seconds_become_calendar_dates() {
        let expected = |year, month, day| DateTime::new(year).month(month).day(day);
        for (seconds, year, month, day) in [
            (0, 1970, 1, 1),
            (951_782_400, 2000, 2, 29),
            (4_107_542_400, 2100, 3, 1),
            (-1, 1969, 12, 31),
        ] {
            let time = if seconds < 0 { (23, 59, 59) } else { (0, 0, 0) };
            let expected = expected(year, month, day)
                .hour(time.0)
                .minute(time.1)
                .second(time.2)
                .utc_offset_hour(0)
                .utc_offset_minute(0);
            assert_eq!(
                format!("{:?}", date(seconds)),
                format!("{:?}", Some(expected))
            );
        }
        assert!(date(i64::MAX).is_none());
        assert!(date(i64::MIN).is_none());
    }
}
