//! Numbers in the bytes of a font file, and assembling of font files from tables.

use ttf_parser::name_id;

/// A name table with only the name that a PDF refers to, if there is one.
pub(super) fn name(table: &[u8]) -> Vec<u8> {
    let found = ttf_parser::name::Table::parse(table).and_then(|names| {
        let mut named = names.names.into_iter();
        named.find_map(|name| {
            (name.name_id == name_id::POST_SCRIPT_NAME)
                .then(|| name.to_string())
                .flatten()
        })
    });
    let text: Vec<u8> = found
        .iter()
        .flat_map(|name| name.encode_utf16())
        .flat_map(u16::to_be_bytes)
        .collect();
    // Windows, Unicode, American English.
    let record =
        u16::try_from(text.len()).map(|length| [3, 1, 0x409, name_id::POST_SCRIPT_NAME, length, 0]);
    let numbers = match record {
        Ok(record) if !text.is_empty() => [[0, 1, 18].as_slice(), &record].concat(),
        _ => vec![0, 0, 6],
    };
    let mut bytes: Vec<u8> = numbers.into_iter().flat_map(u16::to_be_bytes).collect();
    bytes.extend(text);
    bytes
}

/// A font file from tables, in the order of their names. Checksums are zero, because no reader checks them.
pub(super) fn assembled(tables: &[([u8; 4], Vec<u8>)]) -> Option<Vec<u8>> {
    let count = u16::try_from(tables.len()).ok()?;
    let power = 1 << count.checked_ilog2()?;
    let search = [
        count,
        power * 16,
        count.ilog2().try_into().ok()?,
        (count - power) * 16,
    ];
    let mut at = 12 + 16 * tables.len();
    let length: usize = tables.iter().map(|(_, table)| table.len() + 3).sum();
    let mut bytes = Vec::with_capacity(at + length);
    bytes.extend([0, 1, 0, 0]);
    bytes.extend(search.into_iter().flat_map(u16::to_be_bytes));
    for (tag, table) in tables {
        bytes.extend(tag);
        let place = [0, u32::try_from(at).ok()?, u32::try_from(table.len()).ok()?];
        bytes.extend(place.into_iter().flat_map(u32::to_be_bytes));
        at += table.len().next_multiple_of(4);
    }
    for (_, table) in tables {
        bytes.extend(table);
        bytes.resize(bytes.len().next_multiple_of(4), 0);
    }
    Some(bytes)
}

pub(crate) fn number(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(
        bytes.get(at..at.checked_add(2)?)?.try_into().ok()?,
    ))
}

pub(super) fn set(bytes: &mut [u8], at: usize, value: u16) -> Option<()> {
    bytes
        .get_mut(at..at + 2)?
        .copy_from_slice(&value.to_be_bytes());
    Some(())
}
