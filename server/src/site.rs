//! The browser's files. Each answer carries a tag made of the very bytes that it holds, so a browser
//! that asks anew keeps what it has exactly if nothing has changed: times in whole seconds would let
//! it mix two builds. The compressed copies of a file have tags of their own.

use std::hash::{DefaultHasher, Hasher as _};
use std::path::Path;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::handler::HandlerWithoutStateExt as _;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use tower_http::services::ServeDir;

use crate::error::ApiError;
use crate::limits;
use crate::pages::PageError;

/// Serves the files in this folder, and a page for what is not there.
pub(crate) fn files(folder: &Path) -> Router {
    let not_found = (async || PageError(ApiError::UnknownPath)).into_service();
    let files = ServeDir::new(folder)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip()
        .fallback(not_found);
    Router::new().fallback_service(files).layer(middleware::from_fn(tag))
}

/// Whether the browser holds what has this tag. Weak tags are equal to strong ones.
pub(crate) fn is_held(request: &HeaderMap, tag: &str) -> bool {
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let held = request.get(header::IF_NONE_MATCH).and_then(|held| held.to_str().ok());
    held.is_some_and(|held| {
        held.split(',').any(|held| held.trim() == "*" || bare(held) == bare(tag))
    })
}

/// Tags a file, and leaves its bytes out if the browser holds them. The only condition is the tag,
/// and a file is sent whole: parts of two builds would not fit together.
async fn tag(mut request: Request, next: Next) -> Response {
    for other in [header::IF_MODIFIED_SINCE, header::IF_UNMODIFIED_SINCE, header::RANGE] {
        request.headers_mut().remove(other);
    }
    let is_get = request.method() == Method::GET;
    let request_headers = request.headers().clone();
    let (mut head, body) = next.run(request).await.into_parts();
    head.headers.remove(header::LAST_MODIFIED);
    head.headers.remove(header::ACCEPT_RANGES);
    head.headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if head.status != StatusCode::OK || !is_get {
        return Response::from_parts(head, body);
    }
    let bytes = match to_bytes(body, limits::SITE_FILE_BYTES_MAX).await {
        Ok(bytes) => bytes,
        Err(error) => {
            tracing::error!(%error, "A file of the site could not be read.");
            return PageError(ApiError::StorageFailed).into_response();
        }
    };
    let mut hasher = DefaultHasher::new();
    hasher.write(&bytes);
    let tag = format!("\"{:016x}\"", hasher.finish());
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        head.headers.insert(header::ETAG, tag);
    }
    if !is_held(&request_headers, &tag) {
        return Response::from_parts(head, Body::from(bytes));
    }
    head.status = StatusCode::NOT_MODIFIED;
    for of_the_body in [header::CONTENT_LENGTH, header::CONTENT_TYPE, header::CONTENT_ENCODING] {
        head.headers.remove(of_the_body);
    }
    Response::from_parts(head, Body::empty())
}
