//! Names, wherever they stand.

/// What follows each place where the name `name` stands, whose letters may be written as numbers.
pub(super) fn after_name<'b>(
    bytes: &'b [u8],
    name: &'static [u8],
) -> impl Iterator<Item = &'b [u8]> {
    memchr::memchr_iter(b'/', bytes).filter_map(move |start| without(bytes.get(start + 1..)?, name))
}

/// The rest of what begins with `name`.
fn without<'b>(bytes: &'b [u8], name: &[u8]) -> Option<&'b [u8]> {
    let mut rest = bytes;
    for letter in name {
        rest = match rest.split_first()? {
            (first, after) if first == letter => after,
            (b'#', after) => {
                let (number, after) = after.split_at_checked(2)?;
                let number = u8::from_str_radix(str::from_utf8(number).ok()?, 16);
                if number != Ok(*letter) {
                    return None;
                }
                after
            }
            _ => return None,
        };
    }
    Some(rest)
}
