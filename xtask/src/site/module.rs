//! The browser module: raw WebAssembly in, `squall.js` and `squall.wasm` out.
//!
//! Uses wasm-bindgen as a library, whose version must equal the one the module was compiled with
//! (`cargo xtask tidy` checks it), and wasm-opt as a program when there is one.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use super::{SiteFile, cannot};
use crate::tools;

/// The features that rustc's output may use. Older versions of wasm-opt do not read them from the
/// module itself.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// A wasm-opt that starts.
pub(super) struct Optimizer {
    program: PathBuf,
    pub(super) version: String,
}

impl Optimizer {
    /// The one among the packages of the browser tests, else the one on the PATH, else none: the
    /// site then is a fifth larger.
    pub(super) fn find(end2end: &Path) -> Option<Self> {
        let ours = end2end.join("node_modules/.bin/wasm-opt");
        let candidates = [ours.is_file().then_some(ours), tools::find_program("wasm-opt")];
        let found = candidates.into_iter().flatten().find_map(|program| {
            let version = tools::output(tools::command(&program).arg("--version")).ok()?;
            Some(Self { program, version })
        });
        if found.is_none() {
            eprintln!("site: there is no wasm-opt, so the module stays larger than it could be");
        }
        found
    }

    fn optimize(&self, input: &Path, output: &Path) -> Result<()> {
        let mut command = tools::command(&self.program);
        command.arg("-Oz").args(FEATURES).arg(input).arg("-o").arg(output);
        tools::output(&mut command).map(drop)
    }
}

/// The files of the browser module.
pub(super) struct Module {
    pub(super) files: Vec<SiteFile>,
    /// False when wasm-opt failed and the module is the unoptimized one.
    pub(super) is_as_asked: bool,
}

/// Binds the module at `wasm`, using the folder `work` for what lies in between.
pub(super) fn bind(wasm: &Path, work: &Path, optimizer: Option<&Optimizer>) -> Result<Module> {
    if work.is_dir() {
        std::fs::remove_dir_all(work).with_context(|| cannot("empty", work))?;
    }
    eprintln!("site: binding the browser module");
    let bound = work.join("pkg");
    std::fs::create_dir_all(&bound).with_context(|| cannot("create", &bound))?;
    let mut bindgen = Bindgen::new();
    bindgen.input_path(wasm).out_name("squall").typescript(false);
    bindgen.omit_default_module_path(false).remove_producers_section(true);
    bindgen.web(true)?.generate(&bound).context("wasm-bindgen refused the module")?;

    let plain = bound.join("squall_bg.wasm");
    let mut is_as_asked = true;
    if let Some(optimizer) = optimizer {
        eprintln!("site: optimizing it with {}", optimizer.version.trim());
        let smaller = work.join("optimized.wasm");
        match optimizer.optimize(&plain, &smaller) {
            Ok(()) => {
                std::fs::rename(&smaller, &plain).with_context(|| cannot("replace", &plain))?
            }
            Err(error) => {
                is_as_asked = false;
                eprintln!("site: the module stays unoptimized, because {error:#}");
            }
        }
    }
    let files = super::read_folder(&bound)?.into_iter().map(name_for_the_site).collect();
    Ok(Module { files, is_as_asked })
}

/// `squall_bg.wasm` is called `squall.wasm` on the site, and the script knows it by that name.
fn name_for_the_site(mut file: SiteFile) -> SiteFile {
    match file.path.as_str() {
        "squall_bg.wasm" => file.path = "squall.wasm".into(),
        "squall.js" => {
            let script = String::from_utf8_lossy(&file.bytes);
            file.bytes = script.replace("squall_bg.wasm", "squall.wasm").into_bytes();
        }
        _ => {}
    }
    file.path.insert_str(0, "pkg/");
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_module_is_renamed_in_its_script_too() {
        let script = b"new URL('squall_bg.wasm', import.meta.url)".to_vec();
        let script = name_for_the_site(SiteFile { path: "squall.js".into(), bytes: script });
        assert_eq!(script.path, "pkg/squall.js");
        assert_eq!(script.bytes, b"new URL('squall.wasm', import.meta.url)");
        let module = name_for_the_site(SiteFile { path: "squall_bg.wasm".into(), bytes: vec![0] });
        assert_eq!(module.path, "pkg/squall.wasm");
        let snippet = SiteFile { path: "snippets/a/b.js".into(), bytes: Vec::new() };
        assert_eq!(name_for_the_site(snippet).path, "pkg/snippets/a/b.js");
    }
}
