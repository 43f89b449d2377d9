//! Who asks: the key or the signature of a request, and what its client may do.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;

use crate::app::App;
use crate::middleware::body;
use crate::middleware::request_outcome::{ClientAddress, RequestOutcome};
use crate::problem::{Kind, Problem};
use crate::response::headers;
use crate::security::api_keys::{Client, Key, Scope, Signing};
use crate::security::rate_limiter::Decision;
use crate::security::request_signature::{self, Refused, SCHEME, Signature, Signed};
use crate::security::signed_url::Link;
use crate::settings::{Mode, Signatures};
use crate::telemetry::metrics::Refusal;
use crate::timestamp;

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Lets a request pass that carries a valid key or signature and is within its rate limit.
pub async fn require_key(
    State(app): State<Arc<App>>,
    mut request: Request,
    next: Next,
) -> Response {
    let (key, proof) = match authenticate(&app, &mut request).await {
        Ok(proven) => proven,
        Err(problem) => {
            body::drain(&app, &mut request).await;
            return problem.into_response();
        }
    };
    let client = key.client().clone();
    app.metrics.client(client.name());
    let decision = match &app.limiter {
        Some(limiter) => Some(limiter.check(client.name()).await),
        None => None,
    };
    let mut response = match decision {
        Some(Decision {
            is_allowed: false,
            wait,
            ..
        }) => {
            app.audit
                .event("limit reached", &[("client", client.name())]);
            app.metrics.refusal(Refusal::Rate);
            body::drain(&app, &mut request).await;
            Problem::new(Kind::RateLimited, "too many requests; see Retry-After")
                .retry_after(wait)
                .into_response()
        }
        _ => {
            let extensions = request.extensions_mut();
            extensions.insert(client.clone());
            extensions.insert(key);
            extensions.insert(proof);
            next.run(request).await
        }
    };
    if let (Some(limiter), Some(decision)) = (&app.limiter, decision) {
        let state = format!(
            "\"default\";r={};t={}",
            decision.remaining,
            decision.wait.as_millis().div_ceil(1000)
        );
        let headers = response.headers_mut();
        insert_text(headers, RATE_LIMIT, &state);
        insert_text(headers, RATE_LIMIT_POLICY, &limiter.limit().policy());
    }
    if proof != Proof::Own {
        headers::share(response.headers_mut());
    }
    RequestOutcome::of(&mut response).client = Some(client);
    response
}

fn insert_text(headers: &mut HeaderMap, name: HeaderName, text: &str) {
    if let Ok(value) = HeaderValue::from_str(text) {
        headers.insert(name, value);
    }
}

/// What shows who asks. Routes find it in the extensions of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// The client's key, or a signature over the whole request.
    Own,
    /// A link that the client signed for others to follow.
    Link {
        /// Until when, in seconds since 1970.
        expires: u64,
    },
    /// A public key, in the address.
    Public,
}

async fn authenticate(app: &App, request: &mut Request) -> Result<(Key, Proof), Problem> {
    if app.settings.access.mode == Mode::Development {
        return Ok((Key::of(Client::named("development")), Proof::Own));
    }
    let origin = request.extensions().get::<ClientAddress>().copied();
    let gate = Gate { app, origin };
    let signature = authorization(request.headers(), SCHEME).map(str::to_owned);
    let (key, proof) = match signature {
        Some(parameters) => (
            gate.check_signature(request, &parameters).await?,
            Proof::Own,
        ),
        None => match gate.check_link(request) {
            Some(outcome) => outcome?,
            None => gate.check_key(request)?,
        },
    };
    gate.check_conditions(&key, request)?;
    Ok((key, proof))
}

/// What links may lead to.
const LINKABLE: [&str; 2] = ["/song/", "/diagrams/"];

/// The parameter of an address that holds a public key.
pub const PUBLIC_KEY: &str = "key";

/// Where a request has to pass.
struct Gate<'a> {
    app: &'a App,
    origin: Option<ClientAddress>,
}

impl Gate<'_> {
    fn address(&self) -> String {
        self.origin
            .map_or_else(|| "unknown".to_owned(), |origin| origin.to_string())
    }

    fn refuse(&self, event: &str, cause: &'static str, detail: &str) -> Problem {
        let address = self.address();
        self.app
            .audit
            .event(event, &[("remote", &address), ("cause", cause)]);
        self.app.metrics.refusal(if event == "signature refused" {
            Refusal::Signature
        } else {
            Refusal::Key
        });
        tracing::warn!(remote = address, cause, "authentication failed");
        Problem::new(Kind::Unauthorized, detail)
            .because(cause)
            .with_header(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static("Bearer realm=\"chordpro-api\""),
            )
    }

    fn refuse_address(&self, key: &Key) -> Problem {
        let (address, client) = (self.address(), key.client().name());
        self.app.audit.event(
            "address refused",
            &[("remote", &address), ("client", client)],
        );
        tracing::warn!(remote = address, client, "key not allowed from there");
        Problem::new(
            Kind::Forbidden,
            "this key may not be used from this address",
        )
        .because("address outside the key's networks")
    }

    /// Whether the key counts from there, on that page, for that route.
    fn check_conditions(&self, key: &Key, request: &Request) -> Result<(), Problem> {
        let conditions = key.conditions();
        if !conditions.count_from(self.origin.map(|origin| origin.0)) {
            return Err(self.refuse_address(key));
        }
        if !conditions.count_on_page(request.headers()) {
            let detail = "this key may not be used on this page: neither Origin nor Referer names one of its origins";
            return Err(self.refuse_use(key, "page outside the key's origins", detail));
        }
        let path = request.uri().path();
        let is_reading = matches!(*request.method(), Method::GET | Method::HEAD);
        let is_linkable = LINKABLE.iter().any(|route| path.starts_with(route));
        if conditions.scope == Scope::Link && !(is_reading && is_linkable) {
            let detail = "this key opens links alone: GET /song/… and /diagrams/…";
            return Err(self.refuse_use(key, "route outside the key's scope", detail));
        }
        Ok(())
    }

    fn refuse_use(&self, key: &Key, cause: &'static str, detail: &str) -> Problem {
        let (address, client) = (self.address(), key.client().name());
        let details = [
            ("remote", address.as_str()),
            ("client", client),
            ("cause", cause),
        ];
        self.app.audit.event("key refused", &details);
        tracing::warn!(
            remote = address,
            client,
            cause,
            "key not allowed for this request"
        );
        Problem::new(Kind::Forbidden, detail).because(cause)
    }

    async fn check_signature(
        &self,
        request: &mut Request,
        parameters: &str,
    ) -> Result<Key, Problem> {
        let app = self.app;
        if app.settings.access.signatures == Signatures::Off {
            return Err(self.refuse(
                "signature refused",
                "signatures are off",
                "signed requests are switched off; send X-API-Key",
            ));
        }
        let Some(signature) = Signature::parse(parameters) else {
            return Err(self.refuse(
                "signature refused",
                "malformed",
                "the signature is not well formed: it needs client, time, nonce and signature",
            ));
        };
        let refuse = |refused: Refused| {
            self.refuse(
                "signature refused",
                refused.name(),
                "the signature is not valid",
            )
        };
        // What shows before the body comes is looked at before it is taken in.
        let now = timestamp::now().0;
        if !signature.is_timely(&app.nonces, now) {
            return Err(refuse(Refused::Stale));
        }
        let announced = content_digest(request.headers());
        if let Some(announced) = announced {
            let keys = app.keys();
            let key = signature.key(&signed(request, announced), &keys);
            let key = key.ok_or_else(|| refuse(Refused::Wrong))?;
            request.extensions_mut().insert(key.client().clone());
        }
        let received = body::receive(app, request).await?;
        let digest = request_signature::digest(&received.bytes);
        drop(received);
        if announced.is_some_and(|announced| announced != digest) {
            return Err(refuse(Refused::Wrong));
        }
        let keys = app.keys();
        let signed = signed(request, digest);
        let verified = signature.verify(&signed, &keys, &app.nonces, now).await;
        let key = verified.map_err(refuse)?;
        if announced.is_none() {
            body::hand_over(app, request, key.client())?;
        }
        Ok(key)
    }

    /// The key of a signed link; `None` where the request is none, or carries a key. It is signed as a `GET`, and its
    /// head may be asked for too.
    fn check_link(&self, request: &Request) -> Option<Result<(Key, Proof), Problem>> {
        let app = self.app;
        if !matches!(*request.method(), Method::GET | Method::HEAD)
            || app.settings.access.signatures == Signatures::Off
            || presented_key(request.headers()).is_some()
        {
            return None;
        }
        let link = Link::parse(request.uri().query()?)?;
        let outcome = link.and_then(|link| {
            let key = link.verify(request.uri().path(), &app.keys(), timestamp::now().0)?;
            let expires = link.expires();
            Ok((key, Proof::Link { expires }))
        });
        Some(outcome.map_err(|refused| {
            self.refuse(
                "signature refused",
                refused.name(),
                "the link is not valid, or no longer",
            )
        }))
    }

    /// The key that a request carries: in its head, or, if it is public, in its address.
    fn check_key(&self, request: &Request) -> Result<(Key, Proof), Problem> {
        let headers = request.headers();
        let must_sign = || self.refuse("key refused", "not signed", "requests must be signed");
        if self.app.settings.access.signatures == Signatures::Required {
            return Err(must_sign());
        }
        if headers.get_all("x-api-key").iter().nth(1).is_some() {
            return Err(self.refuse(
                "key refused",
                "several keys",
                "a request carries one X-API-Key field, not several",
            ));
        }
        let own = presented_key(headers).map(|key| (key.to_vec(), Proof::Own));
        let public = || public_key(request).map(|key| (key, Proof::Public));
        let Some((presented, proof)) = own.or_else(public) else {
            return Err(self.refuse(
                "key refused",
                "no key",
                "an API key is needed: send it as X-API-Key, or as Authorization: Bearer",
            ));
        };
        let keys = self.app.keys();
        match keys.find(&presented) {
            Some(key) if key.conditions().signing == Signing::Required => Err(must_sign()),
            Some(key) if proof == Proof::Public && key.conditions().scope != Scope::Link => {
                Err(self.refuse(
                    "key refused",
                    "secret key in the address",
                    "only a key with scope=link may stand in an address; this one should be exchanged now",
                ))
            }
            Some(key) => Ok((key.clone(), proof)),
            None => Err(self.refuse("key refused", "unknown key", "the API key is not valid")),
        }
    }
}

/// The key in the address of a request that reads.
fn public_key(request: &Request) -> Option<Vec<u8>> {
    let is_reading = matches!(*request.method(), Method::GET | Method::HEAD);
    let pairs = request.uri().query().filter(|_| is_reading)?.split('&');
    let mut named = pairs.filter_map(|pair| pair.split_once('='));
    named
        .find(|(name, _)| *name == PUBLIC_KEY)
        .map(|(_, value)| percent_decode_str(value).collect())
}

/// What a signature over `request` is made over, if its body has this digest.
fn signed(request: &Request, digest: [u8; 32]) -> Signed<'_> {
    Signed {
        method: request.method().as_str(),
        path: request.uri().path(),
        query: request.uri().query().unwrap_or(""),
        digest,
    }
}

/// The SHA-256 digest of the body that `Content-Digest` announces (RFC 9530).
fn content_digest(headers: &HeaderMap) -> Option<[u8; 32]> {
    let text = headers.get("content-digest")?.to_str().ok()?;
    let encoded = text.split(',').find_map(|member| {
        let (name, value) = member.trim().split_once('=')?;
        name.eq_ignore_ascii_case("sha-256").then_some(value)
    })?;
    let encoded = encoded.strip_prefix(':')?.split_once(':')?.0;
    STANDARD.decode(encoded).ok()?.try_into().ok()
}

/// The key that a request carries.
fn presented_key(headers: &HeaderMap) -> Option<&[u8]> {
    let direct = headers
        .get("x-api-key")
        .map(|value| value.as_bytes().trim_ascii())
        .filter(|key| !key.is_empty());
    direct.or_else(|| authorization(headers, "Bearer").map(str::as_bytes))
}

/// What follows `scheme` in `Authorization`.
fn authorization<'a>(headers: &'a HeaderMap, scheme: &str) -> Option<&'a str> {
    let text = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (name, rest) = text.split_once(' ')?;
    name.eq_ignore_ascii_case(scheme)
        .then(|| rest.trim())
        .filter(|rest| !rest.is_empty())
}
