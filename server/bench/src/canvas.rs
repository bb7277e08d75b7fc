//! What `cargo xtask bench canvas` needs beside its browser: a wall of given notes on a running server, and
//! a crowd that points and drags on it.
//!
//! Knows nothing of browsers and measures nothing.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use serde_json::Value;
use squall_board::protocol::{Area, ClientMessage, PresenceChange, Preview, Spot};
use squall_board::{
    BoardCommand, Note, NoteKind, NoteMove, ParticipantId, Point, Size, Vector, ZIndex,
};

use crate::fleet::Fleet;
use crate::peer::{Language, Peer};
use crate::squall::{Squall, binary, note_id};

/// A new board with the notes of a file.
#[derive(Debug, Args)]
pub(crate) struct WallArguments {
    /// The server.
    #[arg(long)]
    address: SocketAddr,
    /// A list of `{ kind, x, y, width, height, text }` in JSON; x and y are the centre.
    #[arg(long)]
    notes: PathBuf,
}

/// People who move about on a board until standard input ends.
#[derive(Debug, Args)]
pub(crate) struct CrowdArguments {
    /// The server.
    #[arg(long)]
    address: SocketAddr,
    /// The board.
    #[arg(long)]
    board: String,
    /// The notes that it was made of.
    #[arg(long)]
    notes: PathBuf,
    /// How many people move their cursors.
    #[arg(long, default_value_t = 50)]
    people: usize,
    /// How many notes a second they drag.
    #[arg(long, default_value_t = 20)]
    drags: usize,
    /// Where they are: left, top, right and bottom in board units.
    #[arg(long, value_delimiter = ',', allow_hyphen_values = true, num_args = 1)]
    within: Vec<f64>,
}

/// How often a second everybody moves.
const MOVES_PER_SECOND: u32 = 20;
/// How many moves one drag takes: half a second.
const MOVES_PER_DRAG: u32 = 10;
/// How far a note is dragged, in board units.
const DRAG: Vector = Vector::new(60.0, 40.0);
/// The first number of the crowd; the wall's own author is number 1.
const CROWD: u128 = 0x0ddb_a115_0000_0000_0000_0000_0000_0000;

/// Makes the board and prints its id.
pub(crate) fn put_up(arguments: &WallArguments) -> Result<()> {
    let board = Squall::new_board(arguments.address)?;
    let mut peer = Squall::join(arguments.address, &board, CROWD + 1, None)?;
    let Language::Squall(squall) = &peer.language else { bail!("not a Squall board") };
    let notes = read_notes(&arguments.notes, squall.author())?;
    Squall::put_up(&mut peer, &notes)?;
    println!("{board}");
    Ok(())
}

/// Moves about, and prints what was done as JSON.
pub(crate) fn move_about(arguments: &CrowdArguments) -> Result<()> {
    let [left, top, right, bottom] = arguments.within[..] else {
        bail!("--within takes left, top, right and bottom");
    };
    let notes = read_notes(&arguments.notes, ParticipantId::from_u128(CROWD))?;
    let is_inside = |at: Point| (left..right).contains(&at.x) && (top..bottom).contains(&at.y);
    let numbered = notes.iter().enumerate().map(|(number, note)| (number, note.centre));
    let reachable: Vec<_> = numbered.filter(|(_, centre)| is_inside(*centre)).collect();
    if reachable.len() < arguments.drags {
        bail!("only {} notes are in reach", reachable.len());
    }
    let draggers = arguments.drags * MOVES_PER_DRAG as usize / MOVES_PER_SECOND as usize;
    let mut fleet = Fleet::new()?;
    for number in 0..arguments.people {
        let mut peer = join(arguments.address, &arguments.board, CROWD + 2 + number as u128)?;
        // Looks at nothing, so that the crowd takes little of the cores that the browser needs.
        let nothing = Area { left: 900_000, top: 900_000, width: 1, height: 1 };
        peer.socket.send(binary(&ClientMessage::Look(nothing)))?;
        fleet.add(peer)?;
    }
    let stopped = stopped_with_stdin();
    println!("moving");
    std::io::stdout().flush()?;
    let began = Instant::now();
    let (mut moves, mut drags, mut step) = (0_u64, 0_u64, 0_u32);
    let mut latest = Duration::ZERO;
    while !stopped.load(Ordering::Relaxed) {
        for number in 0..arguments.people {
            // Spread over the step, as people are.
            let part = f64::from(step) + number as f64 / arguments.people as f64;
            let due = began + Duration::from_secs_f64(part / f64::from(MOVES_PER_SECOND));
            fleet.run_resting(due)?;
            latest = latest.max(due.elapsed());
            let around = (f64::from(step) * 0.07 + number as f64 * 0.61).sin_cos();
            let drift = number as f64 / arguments.people as f64;
            let at = Point::new(
                left + (right - left) * (0.5 + 0.45 * around.0 * (1.0 - drift / 2.0)),
                top + (bottom - top) * (0.5 + 0.45 * around.1 * (0.5 + drift / 2.0)),
            );
            if number < draggers {
                let turn = (step / MOVES_PER_DRAG) as usize;
                // Everybody has notes of their own, and takes each back in the next lap.
                let own = reachable.len() / draggers;
                let (note, home) = reachable[turn % own * draggers + number];
                let is_away = (turn / own) % 2 == 1;
                let drag = Drag { note, home, is_away, step: step % MOVES_PER_DRAG };
                drags += u64::from(drag.send(&mut fleet, number, at)?);
            } else {
                send(&mut fleet, number, PresenceChange::pointing_at(at.into()));
            }
            moves += 1;
        }
        step += 1;
    }
    let seconds = began.elapsed().as_secs_f64();
    let closed = fleet.closed();
    println!(
        "{}",
        serde_json::json!({
            "movesPerSecond": moves as f64 / seconds,
            "dragsPerSecond": drags as f64 / seconds,
            "latestMs": latest.as_secs_f64() * 1e3,
            "closed": closed,
        })
    );
    Ok(())
}

/// One moment of a drag.
struct Drag {
    note: usize,
    home: Point,
    /// The note was dragged away before, and comes home.
    is_away: bool,
    /// From 0.
    step: u32,
}

impl Drag {
    /// Shows it, and tells whether this was its end.
    fn send(&self, fleet: &mut Fleet, number: usize, cursor: Point) -> Result<bool> {
        let note = note_id(self.note);
        let part = f64::from(self.step + 1) / f64::from(MOVES_PER_DRAG);
        let part = if self.is_away { 1.0 - part } else { part };
        let to = self.home.moved(Vector::new(DRAG.dx * part, DRAG.dy * part));
        let mut change = PresenceChange::pointing_at(cursor.into());
        if self.step == 0 {
            let moving = Preview::Moving { notes: vec![note], frames: vec![], to: to.into() };
            change.preview = Some(Some(moving));
        } else {
            change.moved_to = Some(Spot::from(to));
        }
        let is_end = self.step + 1 == MOVES_PER_DRAG;
        if is_end {
            let notes = vec![NoteMove { note, to }];
            let command = BoardCommand::MoveItems { notes, frames: vec![] };
            let Language::Squall(squall) = &mut fleet.members[number].peer.language else {
                bail!("not a Squall board")
            };
            let (_, message) = squall.propose(command);
            fleet.send(number, message);
            change.moved_to = None;
            change.preview = Some(None);
        }
        send(fleet, number, change);
        Ok(is_end)
    }
}

fn send(fleet: &mut Fleet, number: usize, change: PresenceChange) {
    fleet.send(number, binary(&ClientMessage::Presence(change)));
}

/// Joins by the tail of events, or by the snapshot where there are too many.
fn join(address: SocketAddr, board: &str, client: u128) -> Result<Peer> {
    Squall::join(address, board, client, None).or_else(|_| {
        let (_, seen, _) = Squall::fetch(address, board)?;
        Squall::join(address, board, client, Some(seen))
    })
}

/// Becomes true when standard input ends, also because whoever started this is gone.
fn stopped_with_stdin() -> Arc<AtomicBool> {
    let stopped = Arc::new(AtomicBool::new(false));
    let told = stopped.clone();
    std::thread::spawn(move || {
        let mut rest = Vec::new();
        // An unreadable input has ended too.
        let _ = std::io::stdin().read_to_end(&mut rest);
        told.store(true, Ordering::Relaxed);
    });
    stopped
}

fn read_notes(file: &Path, author: ParticipantId) -> Result<Vec<Note>> {
    let text = fs::read_to_string(file).context("the notes cannot be read")?;
    let list: Vec<Value> = serde_json::from_str(&text).context("the notes are no list")?;
    let mut z = ZIndex::first();
    let mut notes = Vec::with_capacity(list.len());
    for (number, value) in list.into_iter().enumerate() {
        let length = |name: &str| value[name].as_f64().with_context(|| format!("no {name}"));
        let kind: NoteKind = serde_json::from_value(value["kind"].clone()).context("no kind")?;
        let centre = Point::new(length("x")?, length("y")?);
        let size = Size::new(length("width")?, length("height")?);
        let text = value["text"].as_str().context("no text")?.to_owned();
        z = ZIndex::above(Some(&z));
        let note = Note::new(note_id(number), kind, centre, author);
        notes.push(Note { size, text, z: z.clone(), ..note });
    }
    Ok(notes)
}
