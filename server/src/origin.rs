//! Whether a request comes from our own pages. Sockets are not bound by the browser's same-origin
//! rule and forms neither, so the server must look.

use axum::http::{HeaderMap, header};

/// The origins that are welcome beside the one that a request is addressed to.
#[derive(Debug, Clone, Default)]
pub(crate) struct AllowedOrigins(Vec<String>);

impl AllowedOrigins {
    /// Takes over a list such as `https://squall.example`.
    pub(crate) fn new(origins: &[String]) -> Self {
        let bare = |origin: &String| origin.trim_end_matches('/').to_ascii_lowercase();
        Self(origins.iter().map(bare).collect())
    }

    /// Whether a socket may be opened. Programs other than browsers send no `Origin`; they hold no
    /// cookies of anybody, so they are welcome.
    pub(crate) fn allows_socket(&self, headers: &HeaderMap) -> bool {
        let Some(origin) = headers.get(header::ORIGIN) else { return true };
        let Ok(origin) = origin.to_str() else { return false };
        let origin = origin.to_ascii_lowercase();
        if self.0.contains(&origin) {
            return true;
        }
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        match (authority(&origin), host) {
            (Some(authority), Some(host)) => authority == without_default_port(host),
            _ => false,
        }
    }

    /// Whether something may be made. Browsers tell by `Sec-Fetch-Site` on secure origins, even for
    /// pages whose referrer policy hides the `Origin`.
    pub(crate) fn allows_change(&self, headers: &HeaderMap) -> bool {
        let site = headers.get("sec-fetch-site").map(|site| site.as_bytes());
        matches!(site, Some(b"same-origin" | b"none")) || self.allows_socket(headers)
    }
}

/// The host and port of `scheme://host[:port]`, without the scheme's own port.
fn authority(origin: &str) -> Option<String> {
    let (scheme, authority) = origin.split_once("://")?;
    matches!(scheme, "http" | "https").then(|| without_default_port(authority))
}

fn without_default_port(authority: &str) -> String {
    let authority = authority.to_ascii_lowercase();
    let bare = authority.strip_suffix(":80").or_else(|| authority.strip_suffix(":443"));
    bare.map(str::to_owned).unwrap_or(authority)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| ((*name).try_into().unwrap(), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn our_own_pages_and_programs_are_welcome() {
        let allowed = AllowedOrigins::default();
        for welcome in [
            &[("host", "wall.example")][..],
            &[("host", "wall.example"), ("origin", "https://wall.example")],
            &[("host", "wall.example:80"), ("origin", "http://Wall.example")],
            &[("host", "[::1]:4050"), ("origin", "http://[::1]:4050")],
        ] {
            assert!(allowed.allows_socket(&headers(welcome)), "{welcome:?}");
        }
    }

    #[test]
    fn other_sites_are_not() {
        let allowed = AllowedOrigins::default();
        for other in [
            &[("host", "wall.example"), ("origin", "https://evil.example")][..],
            &[("host", "wall.example:4050"), ("origin", "http://wall.example:9999")],
            &[("host", "wall.example"), ("origin", "null")],
            &[("host", "wall.example"), ("origin", "file://wall.example")],
            &[("origin", "https://wall.example")],
        ] {
            assert!(!allowed.allows_socket(&headers(other)), "{other:?}");
        }
    }

    #[test]
    fn named_origins_are_welcome() {
        let allowed = AllowedOrigins::new(&["https://Wall.example/".to_owned()]);
        let behind_proxy =
            headers(&[("host", "10.0.0.1:4050"), ("origin", "https://wall.example")]);
        assert!(allowed.allows_socket(&behind_proxy));
    }

    #[test]
    fn a_form_on_a_page_that_hides_its_origin_is_known_by_the_fetch_metadata() {
        let allowed = AllowedOrigins::default();
        let own = [("host", "wall.example"), ("origin", "null"), ("sec-fetch-site", "same-origin")];
        assert!(allowed.allows_change(&headers(&own)));
        let other =
            [("host", "wall.example"), ("origin", "null"), ("sec-fetch-site", "cross-site")];
        assert!(!allowed.allows_change(&headers(&other)));
    }
}
