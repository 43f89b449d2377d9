//! The path below which clients see the service: `BASE_PATH`, where the proxy in front leaves it in requests, and
//! `X-Forwarded-Prefix`, where it takes it out.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::uri::{PathAndQuery, Uri};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tower::{ServiceExt, service_fn};

use crate::security::path_prefix::Prefix;

/// The routes of `inner`, also below `base`. Without it they stay for probes that come past the proxy.
pub fn below(base: &str, inner: Router) -> Router {
    if base.is_empty() {
        return inner;
    }
    let base: Arc<str> = base.into();
    Router::new().fallback_service(service_fn(move |mut request: Request| {
        let (base, inner) = (Arc::clone(&base), inner.clone());
        async move {
            let rest = request.uri().path().strip_prefix(&*base);
            match rest.map(str::to_owned) {
                Some(rest) if rest.is_empty() => {
                    *request.uri_mut() = with_path(request.uri(), "/");
                    request.extensions_mut().insert(Unclosed(base));
                }
                Some(rest) if rest.starts_with('/') => {
                    *request.uri_mut() = with_path(request.uri(), &rest);
                    request.extensions_mut().insert(Prefix::own(base));
                }
                _ => {}
            }
            let answer: Result<Response, Infallible> = inner.oneshot(request).await;
            answer
        }
    }))
}

/// Marks a request for `BASE_PATH` itself without a slash at its end. What the page refers to by its name alone stands beside it
/// only where its address ends in one.
#[derive(Debug, Clone)]
pub struct Unclosed(Arc<str>);

impl IntoResponse for Unclosed {
    /// Leads to the page.
    fn into_response(self) -> Response {
        let mut response = StatusCode::PERMANENT_REDIRECT.into_response();
        if let Ok(location) = HeaderValue::from_str(&format!("{}/", self.0)) {
            response.headers_mut().insert(header::LOCATION, location);
        }
        response
    }
}

/// `uri` with another path.
fn with_path(uri: &Uri, path: &str) -> Uri {
    let text = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    let mut parts = uri.clone().into_parts();
    let Ok(path_and_query) = text.parse::<PathAndQuery>() else {
        return uri.clone();
    };
    parts.path_and_query = Some(path_and_query);
    Uri::from_parts(parts).unwrap_or_else(|_| uri.clone())
}
