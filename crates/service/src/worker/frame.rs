//! Frames between parent and worker: the length of a head and of a body (4 bytes each, little-endian), the head in postcard's
//! encoding, and the body as it is.

use std::io::{self, Read, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::io::{AsyncRead, AsyncReadExt};

/// What a head may have beyond the longest body, in bytes. On the way back it holds what describes a document, or findings in the
/// place of one.
const HEAD_MARGIN: usize = 1 << 20;

/// Bytes of the two lengths.
const LENGTHS: usize = 8;

/// Bytes that are read at a time, and the most that a length alone is given: most frames fit.
pub const BUFFER: usize = 64 << 10;

/// The head of a frame, and its body.
pub type Frame<T> = (T, Vec<u8>);

/// What came of a frame.
#[derive(Debug)]
pub enum Received<T, R> {
    /// The frame, and the room that it takes.
    Frame(Frame<T>, R),
    /// There was no room for it.
    NoRoom,
}

/// The bytes of a frame.
///
/// # Errors
/// A head or a body that is longer than a frame can say.
pub fn encode<T: Serialize>(head: &T, body: &[u8]) -> io::Result<Vec<u8>> {
    let mut bytes = encode_head(head, body.len())?;
    bytes.extend_from_slice(body);
    Ok(bytes)
}

/// Writes a frame. A long body is not copied.
///
/// # Errors
/// See [`encode`], and those of `stream`.
pub fn write<T: Serialize>(mut stream: impl Write, head: &T, body: &[u8]) -> io::Result<()> {
    if body.len() <= BUFFER {
        return stream.write_all(&encode(head, body)?);
    }
    stream.write_all(&encode_head(head, body.len())?)?;
    stream.write_all(body)
}

/// The lengths of a frame and its head.
fn encode_head<T: Serialize>(head: &T, body_length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = postcard::to_extend(head, vec![0; LENGTHS]).map_err(io::Error::other)?;
    let head_length = bytes.len() - LENGTHS;
    for (place, length) in bytes.chunks_exact_mut(4).zip([head_length, body_length]) {
        let length = u32::try_from(length).map_err(io::Error::other)?;
        place.copy_from_slice(&length.to_le_bytes());
    }
    Ok(bytes)
}

/// Reads a frame. `None` where the other side has closed.
///
/// # Errors
/// Those of `stream`, and a head that is no `T`.
pub fn read<T: DeserializeOwned>(mut stream: impl Read) -> io::Result<Option<Frame<T>>> {
    let mut lengths = [0; LENGTHS];
    match stream.read_exact(&mut lengths) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        outcome => outcome?,
    }
    let (head_length, body_length) = bounded(lengths, usize::MAX)?;
    let mut head = vec![0; head_length];
    stream.read_exact(&mut head)?;
    let mut body = vec![0; body_length];
    stream.read_exact(&mut body)?;
    Ok(Some((decode(&head)?, body)))
}

/// Reads a frame whose body has at most `max_body` bytes, and whose head has hardly more. `room` is asked for what both take before
/// they are read; where it gives none, they are passed over. `None` where the other side has closed.
///
/// # Errors
/// Those of `stream`, a longer body, and a head that is no `T`.
pub async fn receive<T: DeserializeOwned, R>(
    stream: &mut (impl AsyncRead + Unpin),
    max_body: usize,
    room: impl FnOnce(usize) -> Option<R>,
) -> io::Result<Option<Received<T, R>>> {
    let mut lengths = [0; LENGTHS];
    match stream.read_exact(&mut lengths).await {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        outcome => outcome?,
    };
    let (head_length, body_length) = bounded(lengths, max_body)?;
    let length = head_length + body_length;
    let Some(room) = room(length) else {
        let passed =
            tokio::io::copy(&mut stream.take(length as u64), &mut tokio::io::sink()).await?;
        complete(passed, length)?;
        return Ok(Some(Received::NoRoom));
    };
    let mut head = Vec::with_capacity(head_length);
    let mut body = Vec::with_capacity(body_length);
    for (bytes, length) in [(&mut head, head_length), (&mut body, body_length)] {
        let count = stream.take(length as u64).read_to_end(bytes).await?;
        complete(count as u64, length)?;
    }
    Ok(Some(Received::Frame((decode(&head)?, body), room)))
}

fn complete(count: u64, length: usize) -> io::Result<()> {
    if count < length as u64 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(())
}

fn bounded(lengths: [u8; LENGTHS], max_body: usize) -> io::Result<(usize, usize)> {
    let [a, b, c, d, e, f, g, h] = lengths;
    let head = u32::from_le_bytes([a, b, c, d]) as usize;
    let body = u32::from_le_bytes([e, f, g, h]) as usize;
    if head > max_body.saturating_add(HEAD_MARGIN) || body > max_body {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "a frame is longer than it may be",
        ));
    }
    Ok((head, body))
}

fn decode<T: DeserializeOwned>(head: &[u8]) -> io::Result<T> {
    postcard::from_bytes(head).map_err(|_| {
        io::Error::new(
            io::ErrorKind::InvalidData,
            "the head of a frame cannot be read",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_comes_out_as_it_went_in() {
        let bytes = encode(&("head", 7_u32), b"body").expect("short");
        let (head, body): Frame<(String, u32)> = read(&*bytes).expect("valid").expect("one");
        assert_eq!((head.0.as_str(), head.1, &*body), ("head", 7, &b"body"[..]));
        assert!(read::<()>(&b""[..]).expect("valid").is_none());
    }

    async fn received<T: DeserializeOwned>(
        mut bytes: &[u8],
        room: usize,
    ) -> io::Result<Received<T, ()>> {
        let received = receive(&mut bytes, 100, |length| (length <= room).then_some(())).await?;
        assert!(bytes.is_empty(), "a frame is read to its end");
        Ok(received.expect("a frame"))
    }

    #[tokio::test]
    async fn a_body_that_is_too_long_is_refused_before_it_comes() {
        let bytes = encode(&(), &[1; 101]).expect("short");
        let refused = receive::<(), _>(&mut &*bytes, 100, Some).await;
        assert_eq!(
            refused.expect_err("too long").kind(),
            io::ErrorKind::InvalidData
        );
        let bytes = encode(&(), &[1; 100]).expect("short");
        let Received::Frame((_, body), ()) =
            received::<()>(&bytes, 100).await.expect("short enough")
        else {
            panic!("there is room");
        };
        assert_eq!(body.len(), 100);
    }

    #[tokio::test]
    async fn a_frame_without_room_is_passed_over() {
        let bytes = encode(&(), &[1; 100]).expect("short");
        let passed = received::<()>(&bytes, 99).await.expect("whole");
        assert!(matches!(passed, Received::NoRoom));
    }

    #[tokio::test]
    async fn a_frame_that_breaks_off_or_makes_no_sense_is_an_error() {
        let bytes = encode(&"words", b"body").expect("short");
        let cut = bytes.get(..bytes.len() - 1).expect("shorter");
        for room in [0, 100] {
            assert!(received::<String>(cut, room).await.is_err());
        }
        let other = encode(&300_u16, b"").expect("short");
        assert!(received::<String>(&other, 100).await.is_err());
    }
}
