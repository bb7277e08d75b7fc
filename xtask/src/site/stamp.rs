//! What the last build of the site was made from, so that the next one can skip what is unchanged.
//!
//! A part is fresh only if its inputs hash to the same key and every file it wrote still has the
//! bytes it wrote. An unreadable stamp makes everything stale, which costs time and nothing else.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// The keys and outputs of each part, kept in a file beside the site.
pub(super) struct Stamp {
    path: PathBuf,
    parts: Map<String, Value>,
}

impl Stamp {
    pub(super) fn load(path: &Path) -> Self {
        let parts = std::fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Self { path: path.to_path_buf(), parts: parts.unwrap_or_default() }
    }

    /// Whether the part was last built from `key` and its files are still what it wrote.
    pub(super) fn is_fresh(&self, part: &str, key: &str, site: &Path) -> bool {
        let Some(part) = self.parts.get(part) else { return false };
        let is_intact = |(path, hash): (&String, &Value)| {
            std::fs::read(site.join(path))
                .is_ok_and(|bytes| *hash == *Hash::new().with(&bytes).finish())
        };
        part["key"] == *key
            && part["outputs"].as_object().is_some_and(|outputs| outputs.iter().all(is_intact))
    }

    /// Notes what the part was built from and has written, on disk at once: a later part that fails
    /// does not cost the earlier ones.
    pub(super) fn set(
        &mut self,
        part: &str,
        key: String,
        outputs: Vec<(String, String)>,
    ) -> Result<()> {
        let outputs: Map<String, Value> =
            outputs.into_iter().map(|(path, hash)| (path, hash.into())).collect();
        self.parts.insert(part.to_owned(), json!({ "key": key, "outputs": outputs }));
        super::replace(&self.path, format!("{:#}\n", Value::from(self.parts.clone())).as_bytes())
            .context("the stamp of the site is lost")
    }

    /// Every file that some part has written, relative to the site.
    pub(super) fn outputs(&self) -> BTreeSet<&str> {
        let outputs = self.parts.values().filter_map(|part| part["outputs"].as_object());
        outputs.flat_map(|outputs| outputs.keys().map(String::as_str)).collect()
    }
}

/// A hash over a row of byte strings; where one ends and the next begins is part of it.
pub(super) struct Hash(Sha256);

impl Hash {
    pub(super) fn new() -> Self {
        Self(Sha256::new())
    }

    pub(super) fn with(mut self, bytes: &[u8]) -> Self {
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
        self
    }

    pub(super) fn finish(self) -> String {
        self.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_fresh_until_its_key_or_its_files_change() {
        let folder = std::env::temp_dir().join(format!("xtask-stamp-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("stamp.json");
        std::fs::write(folder.join("a.css"), "a{}").unwrap();
        let mut stamp = Stamp::load(&file);
        assert!(!stamp.is_fresh("style", "1", &folder), "nothing was built yet");

        let outputs = vec![("a.css".to_owned(), Hash::new().with(b"a{}").finish())];
        stamp.set("style", "1".into(), outputs).unwrap();
        let stamp = Stamp::load(&file);
        assert!(stamp.is_fresh("style", "1", &folder));
        assert!(!stamp.is_fresh("style", "2", &folder), "the inputs changed");
        assert_eq!(stamp.outputs(), BTreeSet::from(["a.css"]));

        std::fs::write(folder.join("a.css"), "b{}").unwrap();
        assert!(!stamp.is_fresh("style", "1", &folder), "somebody changed the file");
        std::fs::remove_file(folder.join("a.css")).unwrap();
        assert!(!stamp.is_fresh("style", "1", &folder), "somebody removed the file");

        std::fs::write(&file, "not JSON").unwrap();
        assert!(Stamp::load(&file).outputs().is_empty());
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_hash_depends_on_where_the_strings_end() {
        let hash = |a: &str, b: &str| Hash::new().with(a.as_bytes()).with(b.as_bytes()).finish();
        assert_eq!(hash("ab", "c"), hash("ab", "c"));
        assert_ne!(hash("ab", "c"), hash("a", "bc"));
    }
}
