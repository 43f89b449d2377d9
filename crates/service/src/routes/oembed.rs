//! `GET /oembed`: what a page has to know to show a link to a song (oEmbed 1.0). The link in `url` shows who asks.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chordpro_engine::Format;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::app::App;
use crate::middleware::request_outcome::RequestOutcome;
use crate::problem::{Kind, Problem};
use crate::routes::conversion;
use crate::routes::song_link::{self, LinkTarget, PATH};
use crate::security::path_prefix::Prefix;

/// The link that is asked about.
#[derive(Debug, Clone)]
struct Embedded {
    link: String,
    /// The room on the page, in pixels.
    room: [Option<u32>; 2],
}

/// Puts the address of the link in the place of the request's own, so that its key, or its signature, is that of the link.
pub async fn take_link(mut request: Request, next: Next) -> Response {
    match embedded(&request) {
        Ok((embedded, address)) => {
            *request.uri_mut() = address;
            request.extensions_mut().insert(embedded);
            next.run(request).await
        }
        Err(problem) => problem.into_response(),
    }
}

fn embedded(request: &Request) -> Result<(Embedded, Uri), Problem> {
    let not_ours = || {
        let detail = "url must be a link of this service to a song: https://…/song/…";
        Problem::new(Kind::NotFound, detail).with("field", "url".into())
    };
    let (mut link, mut room) = (String::new(), [None; 2]);
    let pairs = request.uri().query().unwrap_or("").split('&');
    for (name, value) in pairs.filter_map(|pair| pair.split_once('=')) {
        let value = percent_decode_str(value)
            .decode_utf8()
            .map_err(|_| not_ours())?;
        match name {
            "url" => link = value.into_owned(),
            "maxwidth" => room[0] = value.parse().ok(),
            "maxheight" => room[1] = value.parse().ok(),
            "format" if value != "json" => {
                let detail = "format must be json: there is no other";
                return Err(Problem::new(Kind::NotFound, detail).with("field", "format".into()));
            }
            _ => {}
        }
    }
    let address: Uri = link.parse().map_err(|_| not_ours())?;
    let prefix = request.extensions().get::<Prefix>().cloned();
    let prefix = prefix.unwrap_or_default();
    let target = address.path_and_query().ok_or_else(not_ours)?.as_str();
    let target = target.strip_prefix(prefix.as_str()).unwrap_or(target);
    if !target.starts_with(PATH) {
        return Err(not_ours());
    }
    let address = target.parse().map_err(|_| not_ours())?;
    Ok((Embedded { link, room }, address))
}

/// Handles `GET /oembed`.
pub async fn oembed(State(app): State<Arc<App>>, request: Request) -> Response {
    let mut account = RequestOutcome::default();
    let (parts, _) = request.into_parts();
    let mut response = describe(&app, &parts, &mut account)
        .await
        .unwrap_or_else(IntoResponse::into_response);
    *RequestOutcome::of(&mut response) = account;
    response
}

async fn describe(
    app: &Arc<App>,
    request: &Parts,
    account: &mut RequestOutcome,
) -> Result<Response, Problem> {
    let extensions = &request.extensions;
    let embedded = extensions.get::<Embedded>().cloned();
    let Embedded { link, room } =
        embedded.ok_or_else(|| conversion::fault("the link was not read"))?;
    let target = LinkTarget::read(app, &request.uri)?;
    let format = target.format();
    let mut described = json!({
        "version": "1.0", "type": "link", "provider_name": "chordpro-api", "cache_age": 86_400,
    });
    if matches!(format, Format::Svg | Format::Png) {
        // As it is, so that its size can be read.
        let headers = HeaderMap::new();
        let linked = target.follow(app, (extensions, &headers), account).await?;
        let size = linked
            .answer
            .and_then(|(answer, _)| size_of(format, &answer.bytes));
        let size = size.ok_or_else(|| conversion::fault("the picture has no size"))?;
        let [width, height] = fitted(size, room);
        for (name, value) in [
            ("type", Value::from("photo")),
            ("url", link.into()),
            ("width", width.into()),
            ("height", height.into()),
        ] {
            if let Some(members) = described.as_object_mut() {
                members.insert(name.to_owned(), value);
            }
        }
    } else {
        conversion::may_have(extensions, format)?;
    }
    let mut response = Json(described).into_response();
    if let Ok(value) = HeaderValue::from_str(&song_link::keeping(extensions)) {
        response.headers_mut().insert(header::CACHE_CONTROL, value);
    }
    Ok(response)
}

/// Width and height of a picture of ours, in pixels.
fn size_of(format: Format, bytes: &[u8]) -> Option<[u32; 2]> {
    if format == Format::Png {
        // The header chunk comes first, and begins with both.
        let number = |at: usize| {
            let four = bytes.get(at..at + 4)?.try_into().ok()?;
            Some(u32::from_be_bytes(four))
        };
        return Some([number(16)?, number(20)?]);
    }
    let head = std::str::from_utf8(
        bytes
            .get(..bytes.len().min(1000))?
            .split(|byte| *byte == b'>')
            .find(|tag| tag.windows(4).any(|window| window == b"<svg"))?,
    )
    .ok()?;
    let number = |name: &str| {
        let (_, rest) = head.split_once(&format!(" {name}=\""))?;
        let digits: String = rest
            .chars()
            .take_while(|c| c.is_ascii_digit() || *c == '.')
            .collect();
        let number: f64 = digits.parse().ok()?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped"
        )]
        Some(number.round().clamp(1.0, 1e6) as u32)
    };
    Some([number("width")?, number("height")?])
}

/// The size within the room that there is, in the same proportion.
fn fitted([width, height]: [u32; 2], room: [Option<u32>; 2]) -> [u32; 2] {
    let (mut fitted, full) = ([width, height], [width.max(1), height.max(1)]);
    for (at, other) in [(0, 1), (1, 0)] {
        let (Some(Some(most)), Some(size)) = (room.get(at), fitted.get(at).copied()) else {
            continue;
        };
        if size > *most
            && let (Some(along), Some(across)) = (full.get(at), full.get(other))
        {
            let scaled = u64::from(*across) * u64::from(*most) / u64::from(*along);
            let scaled = u32::try_from(scaled).unwrap_or(u32::MAX).max(1);
            fitted = if at == 0 {
                [*most, scaled]
            } else {
                [scaled, *most]
            };
        }
    }
    fitted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_fits_into_its_room() {
        assert_eq!(fitted([600, 800], [None, None]), [600, 800]);
        assert_eq!(fitted([600, 800], [Some(300), None]), [300, 400]);
        assert_eq!(fitted([600, 800], [Some(300), Some(200)]), [150, 200]);
        assert_eq!(fitted([600, 800], [Some(900), Some(900)]), [600, 800]);
    }

    #[test]
    fn the_size_of_a_picture_is_read() {
        let svg = br#"<?xml version="1.0"?><svg xmlns="x" width="595.28pt" height="842pt" viewBox="0"><g width="1"/>"#;
        assert_eq!(size_of(Format::Svg, svg), Some([595, 842]));
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x00\0\0\x01\x00";
        assert_eq!(size_of(Format::Png, png), Some([512, 256]));
        assert_eq!(size_of(Format::Svg, b"<g>"), None);
    }
}
