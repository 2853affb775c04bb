//! gRPC-Web: calls of pages, of named origins only.

use http::{HeaderName, HeaderValue, Method, header};
use tonic::codegen::http;
use tower_http::cors::{AllowOrigin, CorsLayer};

/// A page's origin that is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{origin} is no origin, such as https://portal.example")]
pub struct NoOrigin {
    /// What was given.
    pub origin: String,
}

/// What browsers are told. A page of another origin is let nowhere by its browser; without any there is no gRPC-Web.
pub(crate) fn cors(origins: &[String]) -> Result<Option<CorsLayer>, NoOrigin> {
    if origins.is_empty() {
        return Ok(None);
    }
    let origins = origins.iter().map(|origin| origin_of(origin)).collect::<Result<Vec<_>, _>>()?;
    let told = ["grpc-status", "grpc-message", "grpc-status-details-bin"].map(HeaderName::from_static);
    let asked = ["x-grpc-web", "x-user-agent", "grpc-timeout"].map(HeaderName::from_static);
    let layer = CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([Method::POST])
        .allow_headers([header::CONTENT_TYPE].into_iter().chain(asked).collect::<Vec<_>>())
        .expose_headers(told);
    Ok(Some(layer))
}

/// Scheme and host, and nothing behind: `*` and `null` are nobody's.
fn origin_of(origin: &str) -> Result<HeaderValue, NoOrigin> {
    let refused = || NoOrigin { origin: origin.to_owned() };
    let uri: http::Uri = origin.parse().map_err(|_| refused())?;
    let is_one = matches!(uri.scheme_str(), Some("https" | "http"))
        && uri.authority().is_some_and(|host| !host.as_str().contains('@'))
        && uri.path_and_query().is_none_or(|path| path == "/")
        && !origin.ends_with('/');
    if is_one { origin.parse().map_err(|_| refused()) } else { Err(refused()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_exact() {
        for origin in ["https://portal.example", "http://localhost:8080", "https://[::1]:1"] {
            assert!(cors(&[origin.to_owned()]).unwrap().is_some(), "{origin}");
        }
        for origin in [
            "*",
            "null",
            "",
            "portal.example",
            "https://a/",
            "https://a/b",
            "https://u@a",
            "file:///a",
            "https://a?b",
        ] {
            assert!(cors(&[origin.to_owned()]).is_err(), "{origin}");
        }
        assert!(cors(&[]).unwrap().is_none());
    }
}
