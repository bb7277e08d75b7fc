//! A browser module: raw WebAssembly in, `NAME.js` and `NAME.wasm` out.
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

/// Binds the module at `wasm` under this name, using the folder `work` for what lies in between.
pub(super) fn bind(
    wasm: &Path,
    name: &str,
    work: &Path,
    optimizer: Option<&Optimizer>,
) -> Result<Module> {
    if work.is_dir() {
        std::fs::remove_dir_all(work).with_context(|| cannot("empty", work))?;
    }
    eprintln!("site: binding the module {name}");
    let bound = work.join("pkg");
    std::fs::create_dir_all(&bound).with_context(|| cannot("create", &bound))?;
    let mut bindgen = Bindgen::new();
    bindgen.input_path(wasm).out_name(name).typescript(false);
    bindgen.omit_default_module_path(false).remove_producers_section(true);
    bindgen.web(true)?.generate(&bound).context("wasm-bindgen refused the module")?;

    let plain = bound.join(format!("{name}_bg.wasm"));
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
    let files = super::read_folder(&bound)?.into_iter();
    let files = files.map(|file| name_for_the_site(name, file)).collect();
    Ok(Module { files, is_as_asked })
}

/// `NAME_bg.wasm` is called `NAME.wasm` on the site, and the script knows it by that name.
fn name_for_the_site(name: &str, mut file: SiteFile) -> SiteFile {
    let (bound, called) = (format!("{name}_bg.wasm"), format!("{name}.wasm"));
    if file.path == bound {
        file.path = called;
    } else if file.path == format!("{name}.js") {
        let script = String::from_utf8_lossy(&file.bytes);
        file.bytes = script.replace(&bound, &called).into_bytes();
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
        let file = |path: &str, bytes| SiteFile { path: path.into(), bytes };
        let script = name_for_the_site("squall", file("squall.js", script));
        assert_eq!(script.path, "pkg/squall.js");
        assert_eq!(script.bytes, b"new URL('squall.wasm', import.meta.url)");
        let module = name_for_the_site("squall", file("squall_bg.wasm", vec![0]));
        assert_eq!(module.path, "pkg/squall.wasm");
        let snippet = file("snippets/a/b.js", Vec::new());
        assert_eq!(name_for_the_site("squall", snippet).path, "pkg/snippets/a/b.js");
    }
}
