//! The site: everything the browser loads, built into `target/site`.
//!
//! Owns which files there are and when they are out of date. Four parts are built independently —
//! the page's module, the worker's module, the style sheet, the public files — and each is skipped when neither its
//! inputs nor its outputs have changed (see `stamp`). Does not know the server: that one only gets
//! the folder's path.

mod css;
mod module;
mod stamp;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use self::stamp::{Hash, Stamp};
use crate::tools::{self, Workspace};

/// How much work goes into the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// As small as we can make it, with compressed copies beside the files.
    Small,
    /// As quick to build as we can make it.
    Dev,
}

/// One file of the site before it is written.
struct SiteFile {
    /// Relative to the site's root, with `/`.
    path: String,
    bytes: Vec<u8>,
}

/// Changes whenever the recipe does, so that an old site never outlives the code that built it.
const RECIPE: [&str; 5] = [
    include_str!("site.rs"),
    include_str!("site/css.rs"),
    include_str!("site/module.rs"),
    include_str!("site/stamp.rs"),
    include_str!("../Cargo.toml"),
];

/// The browser modules: the package that each is compiled from, and its name on the site.
const MODULES: [(&str, &str); 2] = [("squall-frontend", "squall"), ("squall-desk", "desk")];

/// Brings `target/site` up to date and returns its path.
pub(crate) fn build(workspace: &Workspace, profile: Profile) -> Result<PathBuf> {
    let compiled = compile(workspace, profile)?;
    // Two tasks at once would prune each other's files.
    let _lock = lock(&workspace.target.join("site.lock"))?;
    let site = workspace.target.join("site");
    let mut stamp = Stamp::load(&workspace.target.join("site.stamp.json"));

    let optimizer = match profile {
        Profile::Small => module::Optimizer::find(&workspace.end2end()),
        Profile::Dev => None,
    };
    for (package, name) in MODULES {
        let wasm = compiled.join(format!("{}.wasm", package.replace('-', "_")));
        let wasm_bytes = std::fs::read(&wasm).with_context(|| cannot("read", &wasm))?;
        let key = recipe(profile)
            .with(&wasm_bytes)
            .with(optimizer.as_ref().map_or("", |optimizer| &optimizer.version).as_bytes())
            .finish();
        if !stamp.is_fresh(name, &key, &site) {
            let work = workspace.target.join("site-work");
            let module = module::bind(&wasm, name, &work, optimizer.as_ref())?;
            let outputs = write(&site, &module.files, profile)?;
            // A module that wasm-opt refused is served, but tried again next time.
            let key = if module.is_as_asked { key } else { String::new() };
            stamp.set(name, key, outputs)?;
            report(&site, &format!("pkg/{name}.wasm"), profile);
        }
    }

    let style = css::bundle(&workspace.root.join("style/main.css"))?;
    let style = [SiteFile { path: "pkg/squall.css".into(), bytes: style.into_bytes() }];
    write_if_changed(&mut stamp, "style", &site, &style, profile)?;
    let public = read_folder(&workspace.root.join("public"))?;
    write_if_changed(&mut stamp, "public", &site, &public, profile)?;

    prune(&site, "", &stamp.outputs())?;
    Ok(site)
}

/// The target folder of everything compiled for the browser: apart, so that it does not wait for
/// the host's builds nor undo them.
pub(crate) fn front_target(workspace: &Workspace) -> PathBuf {
    workspace.target.join("front")
}

/// Compiles the browser modules and returns the folder of the raw WebAssembly.
fn compile(workspace: &Workspace, profile: Profile) -> Result<PathBuf> {
    tools::add_wasm_target()?;
    let (profile, folder) = match profile {
        Profile::Small => ("wasm-release", "wasm-release"),
        Profile::Dev => ("dev", "debug"),
    };
    let target = front_target(workspace);
    let mut cargo = tools::cargo();
    cargo.args(["build", "--lib", "--profile", profile]);
    cargo.args(MODULES.iter().flat_map(|(package, _)| ["-p", package]));
    cargo.args(["--target", tools::WASM_TARGET, "--target-dir"]).arg(&target);
    tools::run(&mut cargo)?;
    Ok(target.join(tools::WASM_TARGET).join(folder))
}

fn recipe(profile: Profile) -> Hash {
    RECIPE
        .iter()
        .fold(Hash::new(), |hash, text| hash.with(text.as_bytes()))
        .with(format!("{profile:?}").as_bytes())
}

/// Takes the lock, waiting for another task that has it; it ends with the returned file.
fn lock(path: &Path) -> Result<std::fs::File> {
    let file = std::fs::File::create(path).with_context(|| cannot("create", path))?;
    if file.try_lock().is_err() {
        eprintln!("site: waiting for another xtask that is building it");
        file.lock().with_context(|| cannot("lock", path))?;
    }
    Ok(file)
}

fn write_if_changed(
    stamp: &mut Stamp,
    part: &str,
    site: &Path,
    files: &[SiteFile],
    profile: Profile,
) -> Result<()> {
    let key = files
        .iter()
        .fold(recipe(profile), |hash, file| hash.with(file.path.as_bytes()).with(&file.bytes))
        .finish();
    if stamp.is_fresh(part, &key, site) {
        return Ok(());
    }
    let outputs = write(site, files, profile)?;
    stamp.set(part, key, outputs)
}

/// Writes the files and their compressed copies; returns each path with its hash.
fn write(site: &Path, files: &[SiteFile], profile: Profile) -> Result<Vec<(String, String)>> {
    let mut outputs = Vec::new();
    let mut put = |path: String, bytes: &[u8]| {
        outputs.push((path.clone(), Hash::new().with(bytes).finish()));
        replace(&site.join(path), bytes)
    };
    for SiteFile { path, bytes } in files {
        put(path.clone(), bytes)?;
        if profile == Profile::Small && is_compressible(path) {
            for (extension, compressed) in [("br", brotli(bytes)?), ("gz", gzip(bytes)?)] {
                if compressed.len() < bytes.len() {
                    put(format!("{path}.{extension}"), &compressed)?;
                }
            }
        }
    }
    Ok(outputs)
}

/// Replaces the file in one step: a server that is running meanwhile never sends half of it.
fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).with_context(|| cannot("create", folder))?;
    }
    let temporary = path.with_added_extension("new");
    std::fs::write(&temporary, bytes).with_context(|| cannot("write", &temporary))?;
    std::fs::rename(&temporary, path).with_context(|| cannot("replace", path))
}

/// Text shrinks; fonts and pictures are compressed already.
fn is_compressible(path: &str) -> bool {
    let extension = Path::new(path).extension().and_then(|extension| extension.to_str());
    matches!(
        extension,
        Some("css" | "html" | "js" | "json" | "svg" | "txt" | "wasm" | "webmanifest")
    )
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    const QUALITY_MAX: u32 = 11;
    const WINDOW_BITS: u32 = 22;
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 1 << 16, QUALITY_MAX, WINDOW_BITS);
    writer.write_all(bytes).context("brotli failed")?;
    Ok(writer.into_inner())
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(bytes).context("gzip failed")?;
    writer.finish().context("gzip failed")
}

/// Every file below the folder, by path; no such folder is no files. `.gitkeep` is not a file of
/// the site.
fn read_folder(root: &Path) -> Result<Vec<SiteFile>> {
    let mut files = Vec::new();
    if root.is_dir() {
        read_into(root, "", &mut files)?;
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn read_into(folder: &Path, prefix: &str, files: &mut Vec<SiteFile>) -> Result<()> {
    for (name, path) in entries(folder)? {
        if path.is_dir() {
            read_into(&path, &format!("{prefix}{name}/"), files)?;
        } else if name != ".gitkeep" {
            let bytes = std::fs::read(&path).with_context(|| cannot("read", &path))?;
            files.push(SiteFile { path: format!("{prefix}{name}"), bytes });
        }
    }
    Ok(())
}

/// Removes what no part of the site has written, such as files that are gone from `public/`.
fn prune(folder: &Path, prefix: &str, wanted: &BTreeSet<&str>) -> Result<()> {
    for (name, path) in entries(folder)? {
        let relative = format!("{prefix}{name}");
        if path.is_dir() {
            prune(&path, &format!("{relative}/"), wanted)?;
            if entries(&path)?.is_empty() {
                std::fs::remove_dir(&path).with_context(|| cannot("remove", &path))?;
            }
        } else if !wanted.contains(relative.as_str()) {
            std::fs::remove_file(&path).with_context(|| cannot("remove", &path))?;
        }
    }
    Ok(())
}

fn entries(folder: &Path) -> Result<Vec<(String, PathBuf)>> {
    let listing = std::fs::read_dir(folder).with_context(|| cannot("list", folder))?;
    let mut entries = Vec::new();
    for entry in listing {
        let path = entry.with_context(|| cannot("list", folder))?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let name = name.with_context(|| format!("{} has no UTF-8 name", path.display()))?;
        entries.push((name.to_owned(), path));
    }
    Ok(entries)
}

/// Tells the size that people wait for.
fn report(site: &Path, path: &str, profile: Profile) {
    let kib = |path: &str| std::fs::metadata(site.join(path)).map_or(0, |file| file.len() / 1024);
    match profile {
        Profile::Small => {
            let sent = kib(&format!("{path}.br"));
            eprintln!("site: {path} is {} KiB, {sent} KiB sent with brotli", kib(path));
        }
        Profile::Dev => eprintln!("site: {path} is {} KiB", kib(path)),
    }
}

fn cannot(verb: &str, path: &Path) -> String {
    format!("cannot {verb} {}", path.display())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn compressed_copies_hold_the_same_bytes() {
        let text = "a wall of notes ".repeat(500).into_bytes();
        let mut plain = Vec::new();
        brotli::Decompressor::new(&brotli(&text).unwrap()[..], 4096)
            .read_to_end(&mut plain)
            .unwrap();
        assert_eq!(plain, text);
        let mut plain = Vec::new();
        flate2::read::GzDecoder::new(&gzip(&text).unwrap()[..]).read_to_end(&mut plain).unwrap();
        assert_eq!(plain, text);
    }

    #[test]
    fn fonts_and_tiny_files_have_no_compressed_copy() {
        let site = folder("copies");
        let file = |path: &str, bytes: Vec<u8>| SiteFile { path: path.into(), bytes };
        let files = [
            file("a/x.js", vec![b' '; 900]),
            file("x.woff2", vec![0; 900]),
            file("y.txt", vec![b'y']),
        ];
        let paths: Vec<_> = write(&site, &files, Profile::Small)
            .unwrap()
            .into_iter()
            .map(|(path, _)| path)
            .collect();
        assert_eq!(paths, ["a/x.js", "a/x.js.br", "a/x.js.gz", "x.woff2", "y.txt"]);
        assert!(paths.iter().all(|path| site.join(path).is_file()));
        std::fs::remove_dir_all(site).unwrap();
    }

    #[test]
    fn files_that_nobody_wants_are_pruned_with_their_empty_folders() {
        let site = folder("prune");
        std::fs::create_dir_all(site.join("old/older")).unwrap();
        std::fs::write(site.join("old/older/x.svg"), "x").unwrap();
        std::fs::write(site.join("kept.svg"), "x").unwrap();
        prune(&site, "", &BTreeSet::from(["kept.svg"])).unwrap();
        assert_eq!(entries(&site).unwrap(), [("kept.svg".into(), site.join("kept.svg"))]);
        std::fs::remove_dir_all(site).unwrap();
    }
}
