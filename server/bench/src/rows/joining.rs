//! Coming to a board: the first time, after a while, after the server has crashed; and only being
//! there.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::fleet::Fleet;
use crate::http;
use crate::outcome::{Outcome, histogram, record};
use crate::peer::{Language, Peer};
use crate::server::{Before, Server, System};
use crate::squall::{Seen, Squall};

const JOINS: u32 = 20;
const MISSED: usize = 1_000;
/// Names of people who have been there before begin here.
const OLD_HAND: u64 = 1 << 31;

/// Sockets on which nothing happens, so many on each board: memory, by resident size.
pub(crate) fn idle(server: &mut Server, people: usize, a_board: usize) -> Result<Outcome> {
    let mut fleet = Fleet::new()?;
    // The first board brings what every process needs once.
    let (board, _) = server.new_board(0)?;
    let _first = server.join(&board)?;
    fleet.run(Instant::now() + Duration::from_millis(500), |_, _, _| {})?;
    let before = server.resident_bytes()?;
    let mut board = String::new();
    for place in 0..people {
        if place.is_multiple_of(a_board) {
            (board, _) = server.new_board(0)?;
        }
        fleet.add(server.join(&board)?)?;
        fleet.turn(|_, _, _| {})?;
    }
    fleet.run(Instant::now() + Duration::from_secs(2), |_, _, _| {})?;
    let grown = server.resident_bytes()?.saturating_sub(before);
    let used = server.processor_time()?;
    fleet.run(Instant::now() + Duration::from_secs(2), |_, _, _| {})?;
    let used = server.processor_time()?.saturating_sub(used);
    Ok(Outcome {
        core: Some(used.as_secs_f64() / 2.0),
        others: vec![
            ("each", grown as f64 / 1024.0 / people as f64, "KiB"),
            ("all together", grown as f64 / 1024.0 / 1024.0, "MiB"),
        ],
        ..Outcome::default()
    })
}

/// Joins a board with many notes, again and again.
pub(crate) fn large_board(server: &mut Server, notes: usize) -> Result<Outcome> {
    let (board, author) = server.new_board(notes)?;
    let _author = author.map_or_else(|| server.join(&board), Ok)?;
    let mut latency = histogram();
    let mut wire_bytes = 0;
    let used = server.processor_time()?;
    for _ in 0..JOINS {
        let start = Instant::now();
        wire_bytes = match server.system {
            System::Squall => {
                let (snapshot, seen, bytes) = Squall::fetch(server.address, &board)?;
                if snapshot.notes.len() != notes {
                    bail!("only {} notes came", snapshot.notes.len());
                }
                let _joined = rejoin(server, &board, &Before::Squall(seen))?;
                bytes
            }
            _ => match &server.join(&board)?.language {
                Language::Hocuspocus(hocuspocus) => hocuspocus.document_bytes,
                Language::Tldraw(tldraw) => tldraw.joined_bytes,
                Language::Squall(_) => 0,
            },
        };
        record(&mut latency, start.elapsed());
    }
    let used = server.processor_time()?.saturating_sub(used);
    let outcome = Outcome {
        others: vec![
            ("on the wire", wire_bytes as f64 / 1e3, "KB"),
            ("server's work", used.as_secs_f64() * 1e3 / f64::from(JOINS), "ms"),
        ],
        ..Outcome::default()
    };
    Ok(outcome.with_latency(&latency))
}

/// Comes back after many edits of others, again and again.
pub(crate) fn reconnect(server: &mut Server) -> Result<Outcome> {
    let (board, author) = server.new_board(10)?;
    drop(author);
    let gone = server.join(&board)?;
    let before = before(&gone);
    drop(gone);
    edit(server, &board)?;
    let mut latency = histogram();
    let used = server.processor_time()?;
    for _ in 0..JOINS {
        let start = Instant::now();
        let _joined = rejoin(server, &board, &before)?;
        record(&mut latency, start.elapsed());
    }
    let used = server.processor_time()?.saturating_sub(used);
    let work = used.as_secs_f64() * 1e3 / f64::from(JOINS);
    let outcome = Outcome { others: vec![("server's work", work, "ms")], ..Outcome::default() };
    Ok(outcome.with_latency(&latency))
}

/// Makes the edits that somebody misses.
fn edit(server: &mut Server, board: &str) -> Result<()> {
    if matches!(server.system, System::Hocuspocus | System::HocuspocusGathering) {
        // The document is edited in the server, because acknowledgements are all that we need.
        http::request(server.address, "GET", &format!("/edit/{board}/{MISSED}"), &[])?;
        return Ok(());
    }
    // Several people, because one socket may propose only so much.
    for _ in 0..5 {
        let mut peer = server.join(board)?;
        for step in 0..MISSED / 5 {
            let (number, message) =
                peer.edit(step % 10, (step as f64, 0.5)).context("it acknowledges nothing")?;
            peer.socket.send(message)?;
            let mut answered = false;
            while !answered {
                let message = crate::fleet::next(&mut peer.socket)?;
                peer.acknowledged(&message, |acknowledged| answered |= acknowledged == number);
            }
        }
    }
    Ok(())
}

fn before(peer: &Peer) -> Before {
    match &peer.language {
        Language::Squall(squall) => Before::Squall(Seen {
            epoch: squall.epoch.expect("whoever has joined knows the epoch"),
            seq: squall.seq,
        }),
        Language::Hocuspocus(hocuspocus) => Before::Hocuspocus(hocuspocus.server_has.clone()),
        Language::Tldraw(tldraw) => Before::Tldraw(tldraw.server_clock),
    }
}

fn rejoin(server: &Server, board: &str, before: &Before) -> Result<Peer> {
    server.rejoin(board, OLD_HAND, Some(before))
}

/// Kills the server under many people and starts it anew; all of them come back at once.
pub(crate) fn restart(server: &mut Server, people: usize) -> Result<Outcome> {
    const CALLERS: usize = 10;
    let (board, author) = server.new_board(10)?;
    drop(author);
    let mut gone = Vec::new();
    for _ in 0..people {
        gone.push(server.join(&board)?);
    }
    let before = gone.last().map(before).context("nobody was there")?;
    let start = Instant::now();
    server.crash_and_start()?;
    let started = start.elapsed();
    let (server_again, board_again) = (&*server, &board[..]);
    let back: Vec<Result<Vec<Peer>>> = std::thread::scope(|scope| {
        let callers: Vec<_> = (0..CALLERS)
            .map(|caller| {
                let before = &before;
                scope.spawn(move || {
                    let names = (caller..people).step_by(CALLERS);
                    let join = |name| {
                        server_again.rejoin(board_again, OLD_HAND + name as u64, Some(before))
                    };
                    names.map(join).collect()
                })
            })
            .collect();
        callers.into_iter().map(|caller| caller.join().expect("no caller panics")).collect()
    });
    let took = start.elapsed();
    let mut came = 0;
    for peers in back {
        came += peers?.len();
    }
    Ok(Outcome {
        delivered: Some(came as f64 / people as f64),
        others: vec![
            ("all current after", took.as_secs_f64() * 1e3, "ms"),
            ("of which starting", started.as_secs_f64() * 1e3, "ms"),
        ],
        ..Outcome::default()
    })
}
