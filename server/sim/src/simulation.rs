//! Runs a server and several people step by step. Messages are delayed, repeated and lost, sockets
//! break, pages are closed, the server crashes, the power fails and backups are restored. A seed decides
//! everything.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use squall_board::CommandId;
use squall_board::protocol::{ClientMessage, Epoch};

use crate::characters::Characters;
use crate::checks::Fold;
use crate::history::History;
use crate::line::{Line, Socket};
use crate::peer::Peer;
use crate::random::Random;
use crate::server::{Frame, Server};

/// How much chance is allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weather {
    /// Sockets break, pages are closed, the server crashes, the power fails and a backup is restored.
    Storms,
    /// The same without backups: the history stays.
    Rough,
    /// Only delays.
    Fair,
}

/// One simulation: the same plan gives the same run.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Decides everything that chance does.
    pub seed: u64,
    /// How many things people do by hand, all of them together.
    pub operations: usize,
    /// How many people there are.
    pub participants: usize,
    /// How much chance is allowed to do; `None` leaves that to the seed.
    pub weather: Option<Weather>,
    /// Prints every step and the texts after it.
    pub trace: bool,
}

/// Steps for each operation after which a simulation is over even if less was done.
const STEPS_PER_OPERATION_MAX: usize = 100;
/// How many bytes a socket takes that nobody reads: few, so that people fall behind often.
const LINE_BYTES: [usize; 4] = [300, 1_000, 4_000, 64_000];
/// Rounds in which everything must come to rest at the end.
const SETTLING_ROUNDS_MAX: usize = 300;

pub(crate) struct Simulation {
    pub(crate) random: Random,
    weather: Weather,
    trace: bool,
    /// How much people do between what the network does.
    bustle: usize,
    /// Everybody writes on one note.
    pub(crate) is_crowded: bool,
    operations: usize,
    /// Operations that were done.
    pub(crate) done: usize,
    pub(crate) steps: usize,
    pub(crate) server: Server,
    pub(crate) peers: Vec<Peer>,
    /// Sockets that are gone for the client, with what the server may still read from them.
    zombies: Vec<(Line, VecDeque<Frame>)>,
    last_socket: Socket,
    /// How many bytes a socket takes that nobody reads.
    line_bytes: usize,
    /// Who typed each character, by its number.
    pub(crate) authors: Vec<usize>,
    pub(crate) fold: Fold,
    /// The histories before backups were restored.
    pub(crate) past: BTreeMap<Epoch, History>,
    /// Characters and commands that a restored backup does not know.
    pub(crate) lost_characters: Characters,
    pub(crate) lost_commands: BTreeSet<CommandId>,
}

/// Runs one simulation to its end and checks everything on the way.
///
/// # Panics
/// If something does not hold.
pub fn run(plan: Plan) {
    let mut simulation = Simulation::new(plan);
    let steps_max = plan.operations * STEPS_PER_OPERATION_MAX;
    while simulation.done < plan.operations && simulation.steps < steps_max {
        simulation.step();
        simulation.check_step();
    }
    simulation.settle();
    simulation.check_end();
}

impl Simulation {
    fn new(plan: Plan) -> Self {
        let mut random = Random::new(plan.seed);
        let weathers = [Weather::Fair, Weather::Rough, Weather::Storms, Weather::Storms];
        let weather = plan.weather.unwrap_or(weathers[random.below(weathers.len())]);
        let bustle = [10, 30, 60, 120][random.below(4)];
        let is_crowded = random.once_in(4);
        let line_bytes = LINE_BYTES[random.below(LINE_BYTES.len())];
        let mut peers: Vec<Peer> = (0..plan.participants).map(Peer::new).collect();
        for peer in &mut peers {
            peer.is_slow = random.once_in(4);
        }
        // Two are there from the beginning.
        for peer in peers.iter_mut().skip(2) {
            peer.away_until = random.below(plan.operations) * usize::from(random.once_in(2));
        }
        Self {
            random,
            weather,
            trace: plan.trace,
            bustle,
            is_crowded,
            operations: plan.operations,
            done: 0,
            steps: 0,
            server: Server::new(),
            peers,
            zombies: vec![],
            last_socket: 0,
            line_bytes,
            authors: vec![],
            fold: Fold::default(),
            past: BTreeMap::new(),
            lost_characters: Characters::default(),
            lost_commands: BTreeSet::new(),
        }
    }

    fn step(&mut self) {
        self.steps += 1;
        let place = self.random.below(self.peers.len());
        match self.random.below(self.bustle + 80) {
            0..14 => self.peers[place].send(),
            14..29 => self.serve(place),
            29..34 => self.server.append(),
            34..39 => self.server.sync(),
            39..53 => self.deliver(place),
            53..56 => self.serve_zombie(),
            56 if self.weather != Weather::Fair && self.random.once_in(3) => self.misfortune(),
            57 if self.random.once_in(4) => self.server.save_snapshot(),
            58 if self.weather == Weather::Storms && self.random.once_in(3) => {
                self.restore_backup();
            }
            56..60 => self.change_connection(place),
            60..63 => self.refill(),
            63..66 => self.relay_presence(),
            66..72 => self.gesture(place),
            72..78 => self.keep(place),
            78 if self.weather != Weather::Fair && self.random.once_in(2) => {
                self.close_page(place);
            }
            78..80 => self.take_over(place),
            _ if self.peers[place].line.is_none() && self.random.once_in(3) => {
                self.change_connection(place);
            }
            _ if self.peers[place].has_joined => {
                self.done += 1;
                self.work(place);
            }
            _ => self.change_connection(place),
        }
        if self.trace {
            self.print_state();
        }
    }

    /// Tells what happens, in a trace.
    pub(crate) fn say(&self, what: std::fmt::Arguments<'_>) {
        if self.trace {
            println!("{} ({}): {what}", self.steps, self.done);
        }
    }

    /// The server reads one message of a peer, sometimes twice.
    fn serve(&mut self, place: usize) {
        if self.server.is_waiting() {
            return;
        }
        let peer = &mut self.peers[place];
        let (Some(line), Some(frame)) = (&peer.line, peer.to_server.pop_front()) else { return };
        let line = line.clone();
        let is_proposal =
            !matches!(squall_board::protocol::decode(&frame), Ok(ClientMessage::Hello(_)) | Err(_));
        let again = is_proposal && self.random.once_in(10);
        self.say(format_args!("the server reads from peer {place}, twice: {again}"));
        self.server.receive(&line, &frame, &mut self.random);
        if again {
            self.server.receive(&line, &frame, &mut self.random);
        }
    }

    /// The server reads what came on a socket that its client has given up, or sees it closed.
    fn serve_zombie(&mut self) {
        if self.zombies.is_empty() || self.server.is_waiting() {
            return;
        }
        let at = self.random.below(self.zombies.len());
        let (line, frames) = &mut self.zombies[at];
        match frames.pop_front() {
            Some(frame) => {
                let line = line.clone();
                self.say(format_args!("the server reads from the old socket {}", line.socket));
                self.server.receive(&line, &frame, &mut self.random);
            }
            None => {
                self.server.finish();
                self.server.leave(self.zombies.swap_remove(at).0.socket);
            }
        }
    }

    /// Those who are behind are given what they lack.
    fn refill(&mut self) {
        if !self.server.is_waiting() {
            self.server.refill(&mut self.random);
        }
    }

    /// What people show goes out.
    fn relay_presence(&mut self) {
        if !self.server.is_waiting() {
            self.server.relay_presence();
        }
    }

    fn deliver(&mut self, place: usize) {
        if self.peers[place].is_slow && !self.random.once_in(6) {
            return;
        }
        let how_many = 1 + self.random.below(4);
        for _ in 0..how_many {
            let twice = self.random.once_in(20);
            if self.peers[place].receive(twice) {
                self.hang_up(place);
            }
        }
        self.say(format_args!("peer {place} reads {how_many}"));
    }

    fn change_connection(&mut self, place: usize) {
        if self.peers[place].line.is_some() {
            if self.weather != Weather::Fair {
                self.hang_up(place);
                if self.random.once_in(5) {
                    let long = self.random.below(1 + self.operations / 2);
                    self.peers[place].away_until = self.done + long;
                }
            }
            return;
        }
        if self.done < self.peers[place].away_until {
            return;
        }
        self.connect(place);
    }

    /// Connects, or fetches the snapshot that must come first.
    fn connect(&mut self, place: usize) {
        // A page opens with a snapshot, unless that fails.
        let opens = !self.peers[place].has_joined && self.random.once_in(2);
        let needs_snapshot = self.peers[place].wants_snapshot || opens;
        if needs_snapshot && self.peers[place].fetched.is_none() {
            self.peers[place].fetched = Some(self.server.snapshot());
            self.say(format_args!("peer {place} fetches a snapshot"));
            return;
        }
        if let Some((snapshot, epoch)) = self.peers[place].fetched.take() {
            self.peers[place].restore(snapshot, epoch);
        }
        self.last_socket += 1;
        self.say(format_args!("peer {place} connects"));
        let journal = self.server.journal.clone();
        let line = Line::new(self.last_socket, self.line_bytes, journal);
        self.peers[place].connect(line);
    }

    pub(crate) fn hang_up(&mut self, place: usize) {
        let Some(line) = self.peers[place].line.clone() else { return };
        let mut on_the_way = self.peers[place].disconnect();
        let arrive = self.random.below(on_the_way.len() + 1);
        on_the_way.truncate(arrive);
        self.say(format_args!("the socket of peer {place} breaks, {arrive} still arrive"));
        self.zombies.push((line, on_the_way));
    }

    /// The server crashes, its power fails or its disk is full.
    fn misfortune(&mut self) {
        match self.random.below(4) {
            0 => {
                self.say(format_args!("the server crashes"));
                self.server.crash(&mut self.random);
            }
            1 => {
                self.say(format_args!("an append fails"));
                if self.server.fail_append(&mut self.random).is_ok() {
                    return;
                }
            }
            _ => {
                self.say(format_args!("the power fails"));
                self.server.cut_power(&mut self.random);
            }
        }
        self.lose_sockets();
        self.check_acknowledged();
    }

    fn restore_backup(&mut self) {
        self.say(format_args!("a backup is restored"));
        let before = self.server.restore_backup(&mut self.random);
        self.forget(before);
        self.lose_sockets();
    }

    fn lose_sockets(&mut self) {
        self.zombies.clear();
        for peer in &mut self.peers {
            if peer.line.is_some() {
                peer.disconnect();
            }
        }
    }

    /// Everybody stops working and connects until nothing is on its way; then they look at the whole
    /// board.
    fn settle(&mut self) {
        self.say(format_args!("everybody comes to rest"));
        for peer in &mut self.peers {
            peer.is_slow = false;
        }
        self.come_to_rest();
        self.check_shown();
        self.look_at_everything();
        self.come_to_rest();
    }

    fn come_to_rest(&mut self) {
        for _ in 0..SETTLING_ROUNDS_MAX {
            self.steps += 1;
            while !self.zombies.is_empty() {
                self.server.finish();
                self.serve_zombie();
            }
            for place in 0..self.peers.len() {
                self.take_over(place);
                if self.peers[place].line.is_none() {
                    self.connect(place);
                }
                self.peers[place].send();
                while !self.peers[place].to_server.is_empty() {
                    self.server.finish();
                    self.serve(place);
                }
                self.server.finish();
            }
            self.server.refill(&mut self.random);
            let is_one_left_out = self.server.relay_presence();
            let mut is_quiet = !is_one_left_out && !self.server.is_one_behind();
            for place in 0..self.peers.len() {
                while self.peers[place].line.as_ref().is_some_and(|line| !line.is_empty()) {
                    is_quiet = false;
                    self.deliver(place);
                }
            }
            self.check_step();
            if is_quiet && self.zombies.is_empty() && self.peers.iter().all(Peer::is_idle) {
                self.check_rest();
                return;
            }
        }
        panic!("it never comes to rest");
    }

    /// Nothing is on its way: every proposal has its answer, and no socket is left over.
    fn check_rest(&self) {
        assert_eq!(self.server.session_count(), self.peers.len(), "sockets are left over");
        for (place, peer) in self.peers.iter().enumerate() {
            let unanswered = peer.line.as_ref().map_or(0, Line::unanswered);
            assert_eq!(unanswered, 0, "proposals of peer {place} have no answer");
            peer.check_own_presence();
        }
    }
}
