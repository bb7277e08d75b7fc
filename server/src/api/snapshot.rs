//! The board as one binary document, from which a browser starts.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::BoardInPath;
use crate::error::ApiError;
use crate::router::AppState;
use crate::site::is_held;

const SQUALL_SEQ: HeaderName = HeaderName::from_static("squall-seq");
const SQUALL_EPOCH: HeaderName = HeaderName::from_static("squall-epoch");

/// `GET /api/boards/{board}/snapshot`: the board as it was a few events ago at most. The rest comes
/// on the socket.
pub(crate) async fn snapshot(
    State(state): State<AppState>,
    BoardInPath(board): BoardInPath,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let snapshot = state.hub.snapshot(board).await?;
    let (epoch, seq) = (snapshot.view.epoch.0, snapshot.view.seq.0);
    // Weak, because one tag stands for the compressed and the plain form.
    let tag = format!("W/\"{epoch:x}-{seq}\"");
    let mut response = if is_held(&headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let forms = snapshot.forms().await;
        let content_type = (header::CONTENT_TYPE, "application/octet-stream");
        if takes_brotli(&headers) {
            let encoding = (header::CONTENT_ENCODING, "br");
            ([content_type, encoding], forms.brotli.clone()).into_response()
        } else {
            ([content_type], forms.plain.clone()).into_response()
        }
    };
    let headers = response.headers_mut();
    headers.insert(SQUALL_SEQ, HeaderValue::from(seq));
    headers.insert(SQUALL_EPOCH, HeaderValue::from(epoch));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    Ok(response)
}

/// Whether Brotli is among the encodings that are asked for, and not only to be refused.
fn takes_brotli(headers: &HeaderMap) -> bool {
    let asked = headers.get_all(header::ACCEPT_ENCODING).iter();
    let mut asked = asked.filter_map(|it| it.to_str().ok()).flat_map(|it| it.split(','));
    asked.any(|encoding| {
        let mut parts = encoding.split(';').map(str::trim);
        parts.next() == Some("br") && !parts.any(|weight| matches!(weight, "q=0" | "q=0.0"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brotli_is_sent_to_those_who_ask_for_it() {
        for (asked, takes) in [
            ("gzip, deflate, br, zstd", true),
            ("br;q=0.5", true),
            ("gzip, br;q=0", false),
            ("gzip", false),
            ("", false),
        ] {
            let value = HeaderValue::from_static(asked);
            let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, value)]);
            assert_eq!(takes_brotli(&headers), takes, "{asked}");
        }
    }
}
