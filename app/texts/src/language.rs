//! Which language somebody reads: what they have chosen, else what their browser prefers, else English.

/// The name of the cookie that holds what somebody has chosen.
const COOKIE: &str = "language";

/// A language of the interface.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// German.
    German,
    /// English in brackets, in which a text outside of the catalogue stands out. For tests; nobody is
    /// offered it.
    Pseudo,
}

impl Language {
    /// The languages that people are offered, each with its own name for itself.
    pub const OFFERED: [(Self, &'static str); 2] =
        [(Self::English, "English"), (Self::German, "Deutsch")];

    /// Its name in cookies and addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::Pseudo => "pseudo",
        }
    }

    /// What stands in `<html lang>`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English | Self::Pseudo => "en",
            Self::German => "de",
        }
    }

    /// The language with this name in cookies and addresses.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "en" => Some(Self::English),
            "de" => Some(Self::German),
            "pseudo" => Some(Self::Pseudo),
            _ => None,
        }
    }

    /// The language of whoever sends these headers: that of the cookie, else the first one of
    /// `Accept-Language` by its weights that there is, else English.
    #[must_use]
    pub fn asked_for(cookie: &str, accepted: &str) -> Self {
        let chosen = cookie.split(';').filter_map(|pair| pair.trim().split_once('='));
        let chosen =
            chosen.filter(|(name, _)| *name == COOKIE).find_map(|(_, it)| Self::from_code(it));
        chosen.or_else(|| preferred(accepted)).unwrap_or_default()
    }

    /// The header that makes a browser remember this choice for a year.
    #[must_use]
    pub fn cookie(self) -> String {
        let code = self.code();
        format!("{COOKIE}={code}; Path=/; Max-Age=31536000; SameSite=Lax")
    }
}

fn preferred(accepted: &str) -> Option<Language> {
    let mut best: Option<(f32, Language)> = None;
    for part in accepted.split(',') {
        let (tag, parameters) = part.split_once(';').unwrap_or((part, ""));
        let weight = parameters.trim().strip_prefix("q=");
        let weight = weight.map_or(1.0, |weight| weight.parse::<f32>().unwrap_or(0.0));
        let language = tag.trim().split('-').next().unwrap_or_default().to_ascii_lowercase();
        let language = match language.as_str() {
            "en" => Language::English,
            "de" => Language::German,
            _ => continue,
        };
        if weight > best.map_or(0.0, |(most, _)| most) {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_choice_comes_first_then_the_browser_then_english() {
        let asked = Language::asked_for;
        assert_eq!(asked("a=b; language=de", "en"), Language::German);
        assert_eq!(asked("language=en", "de"), Language::English);
        assert_eq!(asked("language=xx; languages=en", "de-CH, en;q=0.5"), Language::German);
        assert_eq!(asked("", "fr, en;q=0.4, DE-at;q=0.7"), Language::German);
        assert_eq!(asked("", "de;q=0, en;q=0.1"), Language::English);
        assert_eq!(asked("", "fr-FR, *;q=0.5"), Language::English);
        assert_eq!(asked("language=pseudo", ""), Language::Pseudo);
    }

    #[test]
    fn what_is_remembered_is_understood() {
        for language in [Language::English, Language::German, Language::Pseudo] {
            let cookie = language.cookie();
            let sent = cookie.split(';').next().unwrap();
            assert_eq!(Language::asked_for(sent, "de"), language);
        }
    }
}
