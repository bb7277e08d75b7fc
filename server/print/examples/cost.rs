//! How long pictures of large walls take, and how large their files are:
//! `cargo run --release -p squall-print --example cost`.

use std::time::Instant;

use squall_board::fixture::{board, many_chains};
use squall_print::{Fonts, Part, Picture, Shade, read};

fn main() {
    let fonts = Fonts::shipped();
    for notes in [100, 1_000, 5_000, 20_000] {
        let wall = board(&many_chains(notes));
        let timed = |what: &str, make: &dyn Fn() -> usize| {
            let start = Instant::now();
            let made = make();
            println!("{notes} notes, {what}: {} ms, {made}", start.elapsed().as_millis());
        };
        let Ok(picture) = Picture::of(&wall, &Part::Whole, Shade::Light) else { continue };
        let svg = picture.svg();
        timed("SVG bytes", &|| {
            Picture::of(&wall, &Part::Whole, Shade::Light).map_or(0, |it| it.svg().len())
        });
        timed("PNG bytes", &|| picture.png(&fonts, 2.0).map_or(0, |png| png.bytes.len()));
        timed("PDF bytes", &|| picture.pdf(&fonts).map_or(0, |pdf| pdf.len()));
        timed("items read back", &|| read(&svg).map_or(0, |it| it.0.len()));
    }
}
