mod common;
use common::import;
use squall_board::fixture::{ANN, note};
use squall_board::*;
use squall_model::*;
use std::time::Instant;

fn wall(notes: Vec<Note>, arrows: Vec<Arrow>, frames: Vec<Frame>) -> Board {
    let mut board = Board::default();
    let mut put = |notes: Vec<Note>, arrows: Vec<Arrow>, frames: Vec<Frame>| {
        let c = BoardCommand::AddItems { notes, arrows, frames };
        let e = board.decide(&c, ANN).unwrap();
        board.apply(&e, ANN);
    };
    for c in frames.chunks(1000) { put(vec![], vec![], c.to_vec()); }
    for c in notes.chunks(1000) { put(c.to_vec(), vec![], vec![]); }
    for c in arrows.chunks(1000) { put(vec![], c.to_vec(), vec![]); }
    board
}
fn n(i: usize, kind: NoteKind, text: String, x: f64, y: f64) -> Note {
    let mut it = note("x", kind);
    it.id = NoteId::from_u128(1 + i as u128 * 0x9E37_79B9_7F4A_7C15);
    it.text = text; it.centre = Point::new(x, y);
    it
}
fn a(i: usize, from: &Note, to: &Note, label: String) -> Arrow {
    Arrow { id: ArrowId::from_u128(1 + i as u128 * 0x9E37_79B9), from: from.id, to: to.id, label }
}
fn frame(i: usize, title: String, x: f64, y: f64, w: f64, h: f64) -> Frame {
    Frame { id: FrameId::from_u128(i as u128 + 1), kind: FrameKind::BoundedContext, centre: Point::new(x, y), size: Size::new(w, h), title }
}
fn time(name: &str, board: &Board) {
    let mut best = f64::MAX;
    for _ in 0..5 { let t = Instant::now(); std::hint::black_box(derive(board)); best = best.min(t.elapsed().as_secs_f64()); }
    let model = derive(board);
    let context = ExportContext { board_title: "t", seq: Seq(1), ..ctx() };
    let t = Instant::now(); std::hint::black_box(export(Format::Mermaid, &context, &model)); let m = t.elapsed();
    println!("{name}: {} notes {} arrows {} flows: derive {:.2} ms, mermaid {m:?}", board.notes().len(), board.arrows().len(), model.flows.len(), best * 1e3);
}
include!("ctx.in");

fn grid(count: usize, gap: f64) -> Vec<Note> {
    use NoteKind as K;
    let kinds = [K::Actor, K::Command, K::Aggregate, K::DomainEvent, K::Policy, K::Command, K::ExternalSystem, K::DomainEvent, K::ReadModel, K::Hotspot];
    let columns = (count as f64).sqrt() as usize;
    (0..count).map(|i| {
        let kind = kinds[i % 10];
        let text = if kind == K::Policy { format!("Policy {i}. When thing {} done, then do thing {}", i - 1, i + 1) } else { format!("Thing {i} of the kind") };
        n(i, kind, text, (i % columns) as f64 * gap, (i / columns) as f64 * gap)
    }).collect()
}

#[test]
#[ignore]
fn timing() {
    for gap in [160.0, 300.0] {
        let notes = grid(2_000, gap);
        let arrows = (0..2_000).map(|i| a(i, &notes[i], &notes[(i + 1) % 2000], String::new())).collect();
        let frames = (0..10).map(|i| frame(i, format!("C {i}"), 3500.0, i as f64 * 700.0, 8000.0, 650.0)).collect();
        time(&format!("typical, gap {gap}"), &wall(notes, arrows, frames));
    }
    for gap in [30.0, 160.0] {
    let notes = grid(20_000, gap);
    let arrows = (0..20_000).map(|i| a(i, &notes[i], &notes[(i + 1) % 20_000], String::new())).collect();
    time(&format!("20k, gap {gap}"), &wall(notes, arrows, vec![]));
    }
    let notes = grid(20_000, 160.0);
    let frames = (0..2_000).map(|i| frame(i, format!("C {i}"), (i % 45) as f64 * 500.0, (i / 45) as f64 * 500.0, 490.0, 490.0)).collect();
    time("20k, 2000 frames", &wall(notes, vec![], frames));
    let frames = (0..2_000).map(|i| frame(i, format!("C {i}"), 100_000.0, (i / 45) as f64 * 500.0, 190_000.0, 490.0)).collect();
    time("20k, 2000 wide frames", &wall(grid(20_000, 160.0), vec![], frames));
    // one command, many events
    let mut notes: Vec<Note> = (0..19_999).map(|i| n(i, NoteKind::DomainEvent, format!("E {i}"), (i % 140) as f64 * 300.0, (i / 140) as f64 * 300.0)).collect();
    notes.push(n(19_999, NoteKind::Command, "C".into(), -1000.0, 0.0));
    let arrows = (0..19_999).map(|i| a(i, &notes[19_999], &notes[i], String::new())).collect();
    time("star", &wall(notes, arrows, vec![]));
    // two concepts, many notes and labels
    let notes: Vec<Note> = (0..20_000).map(|i| n(i, if i % 2 == 0 { NoteKind::Command } else { NoteKind::DomainEvent }, "Same".into(), (i % 140) as f64 * 300.0, (i / 140) as f64 * 300.0)).collect();
    let arrows = (0..20_000).map(|i| a(i, &notes[i / 2 * 2], &notes[(i / 2 * 2 + 1 + i % 2 * 2) % 20_000], format!("label {i}"))).collect();
    time("same names", &wall(notes, arrows, vec![]));
    // hot spots with one name
    let notes: Vec<Note> = (0..20_000).map(|i| n(i, if i % 2 == 0 { NoteKind::Hotspot } else { NoteKind::DomainEvent }, if i % 2 == 0 { "?".into() } else { format!("E {i}") }, (i / 2 % 140) as f64 * 300.0, (i / 280) as f64 * 300.0 + (i % 2) as f64 * 10.0)).collect();
    time("hot spots", &wall(notes, vec![], vec![]));
    // aggregates with many
    let mut notes: Vec<Note> = (0..19_900).map(|i| n(i, if i % 2 == 0 { NoteKind::Command } else { NoteKind::DomainEvent }, format!("E {i}"), (i % 140) as f64 * 300.0, (i / 140) as f64 * 300.0)).collect();
    notes.extend((0..100).map(|i| n(19_900 + i, NoteKind::Aggregate, format!("A {i}"), i as f64 * 300.0, -9000.0)));
    let arrows = (0..100).flat_map(|g| (0..399).map(move |k| (g, k))).enumerate().map(|(i, (g, k))| {
        let at = (g * 401 + k * 3) % 19_900; let agg = &notes[19_900 + g];
        if at % 2 == 0 { a(i, &notes[at], agg, String::new()) } else { a(i, agg, &notes[at], String::new()) }
    }).collect();
    time("aggregates", &wall(notes, arrows, vec![]));
    // imports
    for (name, text) in [
        ("rows of one command", (0..19_000).map(|i| format!("Thing {i} Done <-- Do It <-- Ann\n")).collect::<String>()),
        ("rows, many issuers, handled", format!("{}[Box Aggregate]\n{}", (0..9_000).map(|i| format!("Thing {i} Done <-- Do It <-- Ann {i}\n")).collect::<String>(), (0..9_000).map(|i| format!("- Do It --> Thing {i} Done\n")).collect::<String>())),
        ("hot spots on an aggregate", (0..9_000).map(|i| format!("Thing {i} Done <-- Do {i} <-- Ann\nHot spot: big box {i}?\n")).collect::<String>() + "External system: Big Box\n"),
        ("hot spots on an actor", (0..9_000).map(|i| format!("Thing {i} Done <-- Do {i} <-- Big Box\nHot spot: big box {i}?\n")).collect::<String>()),
        ("built from", format!("{}Read model: All\n{}", (0..9_000).map(|i| format!("Event: Zq{i} X\n")).collect::<String>(), (0..10_000).map(|i| format!("Built from: {}\n", (0..12).map(|k| format!("Zq{} X,", (i * 7 + k * 811) % 9_000)).collect::<String>())).collect::<String>())),
        ("policies one command", (0..6_000).map(|i| format!("Thing {i} Done <-- Do It <-- Ann {i}\nPolicy: Po{i} x\nWhen: Thing {i} Done\nThen: Do It\n")).take(4_900).collect::<String>()),
    ] {
        let t = Instant::now(); let parsed = squall_model::import::parse(&text).unwrap(); let p = t.elapsed();
        let t = Instant::now(); let mut ids = common::counted_ids();
        let _ = squall_model::import::layout(&parsed, Point::default(), &mut ids, ANN, &ZIndex::first());
        println!("import {name}: {} kB: parse {p:?}, layout {:?}", text.len() / 1000, t.elapsed());
    }
    let _ = import;
}
