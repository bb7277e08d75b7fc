//! Which language an answer is in: chosen by a cookie, else by what the browser prefers. Errors are made
//! without knowing who asks, and are said again in their language on the way out.

use std::convert::Infallible;

use axum::body::Body;
use axum::extract::{FromRequestParts, Path, Query, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use squall_texts::{Language, Texts};

use crate::error::{ApiError, Said};
use crate::pages::PageError;
use crate::router::{AppState, check_change};

/// The language of whoever asks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader(pub(crate) Language);

impl Reader {
    /// The texts in it.
    pub(crate) fn texts(self) -> Texts {
        Texts::of(self.0)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(asked_for(&parts.headers)))
    }
}

/// The language that these headers ask for.
pub(crate) fn asked_for(headers: &HeaderMap) -> Language {
    let header = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    Language::asked_for(
        header(header::COOKIE).unwrap_or_default(),
        header(header::ACCEPT_LANGUAGE).unwrap_or_default(),
    )
}

/// The answer in this language, if it is one that was made without knowing it.
pub(crate) fn in_language(response: Response, language: Language) -> Response {
    let Some(said) = response.extensions().get::<Said>().copied() else { return response };
    if language == Language::English {
        return response;
    }
    let again = match said {
        Said::ToProgram(error) => error.answer(Texts::of(language)),
        Said::ToPerson(error) => PageError(error).answer(language),
    };
    let (again, body) = again.into_parts();
    let (mut head, _) = response.into_parts();
    for (name, value) in &again.headers {
        head.headers.insert(name, value.clone());
    }
    for of_the_body in [header::CONTENT_LENGTH, header::CONTENT_ENCODING] {
        head.headers.remove(of_the_body);
    }
    Response::from_parts(head, Body::new(body))
}

/// The language that somebody chooses.
#[derive(Debug, Deserialize)]
pub(crate) struct Choice {
    to: String,
}

/// `POST /language?to=CODE`: has the browser remember it, and leads home.
pub(crate) async fn choose(
    State(state): State<AppState>,
    Query(choice): Query<Choice>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    check_change(&state, &headers).map_err(PageError)?;
    let language = Language::from_code(&choice.to).ok_or(PageError(ApiError::UnknownLanguage))?;
    let cookie = HeaderValue::from_str(&language.cookie());
    let cookie = cookie.map_err(|_| PageError(ApiError::UnknownLanguage))?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response())
}

/// `GET /texts/NAME`: the table of a language, under an address that changes with the texts.
pub(crate) async fn table(Path(name): Path<String>) -> Result<Response, ApiError> {
    let path = ["/texts/", &name].concat();
    let code = name.split('.').next().and_then(Language::from_code);
    let language = code.filter(|language| squall_texts::address(*language).as_ref() == Some(&path));
    let table = squall_texts::table(language.ok_or(ApiError::UnknownPath)?);
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, table).into_response())
}
