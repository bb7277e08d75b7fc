//! A seeded simulation of a server and several people: messages are delayed, repeated and lost,
//! sockets break, the server crashes and is restored from a backup. No clocks, no threads.

mod checks;
mod peer;
mod random;
mod server;
mod work;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use squall_board::protocol::ClientMessage;
use squall_board::{CommandId, RecordedEvent};

use self::peer::Peer;
use self::random::Random;
use self::server::{Server, Socket};

/// How much chance is allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weather {
    /// Sockets break, the server crashes and a backup is restored.
    Storms,
    /// Sockets break and the server crashes, but the history stays.
    Rough,
    /// Only delays.
    Fair,
}

struct Simulation {
    random: Random,
    weather: Weather,
    /// How much people do between what the network does.
    bustle: usize,
    server: Server,
    peers: Vec<Peer>,
    /// Sockets that are gone for the client, with what the server may still read from them.
    zombies: Vec<(Socket, VecDeque<ClientMessage>)>,
    last_socket: Socket,
    last_character: u32,
    /// Who typed a character first.
    authors: BTreeMap<char, usize>,
    /// Characters and commands that a restored backup does not know.
    lost_characters: BTreeSet<char>,
    lost_commands: BTreeSet<CommandId>,
    trace: bool,
}

/// Runs one simulation to its end and checks everything on the way.
pub(crate) fn run(seed: u64, steps: usize, weather: Weather) {
    let mut random = Random::new(seed);
    let people = 2 + random.below(4);
    let bustle = [10, 30, 60, 120][random.below(4)];
    let mut simulation = Simulation {
        random,
        weather,
        bustle,
        server: Server::new(),
        peers: (0..people).map(Peer::new).collect(),
        zombies: vec![],
        last_socket: 0,
        last_character: 0x4e00,
        authors: BTreeMap::new(),
        lost_characters: BTreeSet::new(),
        lost_commands: BTreeSet::new(),
        trace: std::env::var_os("SQUALL_SIM_TRACE").is_some(),
    };
    for _ in 0..steps {
        simulation.step();
        simulation.check_step();
    }
    simulation.settle();
    simulation.check_end();
}

impl Simulation {
    fn step(&mut self) {
        let place = self.random.below(self.peers.len());
        let is_offline = self.peers[place].socket.is_none();
        match self.random.below(self.bustle + 60) {
            0..17 => self.peers[place].send(),
            17..34 => self.serve(place),
            34..40 => self.server.commit(),
            40..54 => self.deliver(place),
            54..57 => self.serve_zombie(),
            57 if self.weather != Weather::Fair && self.random.once_in(2) => self.crash(),
            58 if self.weather == Weather::Storms && self.random.once_in(3) => {
                self.restore_backup();
            }
            57..60 => self.change_connection(place),
            _ if is_offline && self.random.once_in(3) => self.change_connection(place),
            _ => self.work(place),
        }
        self.collect();
        if self.trace {
            self.print_state(place);
        }
    }

    /// The server reads one message of a peer, sometimes twice.
    fn serve(&mut self, place: usize) {
        let peer = &mut self.peers[place];
        let (Some(socket), Some(message)) = (peer.socket, peer.to_server.pop_front()) else {
            return;
        };
        let again = matches!(message, ClientMessage::Propose { .. }) && self.random.once_in(10);
        self.server.receive(socket, message.clone(), &mut self.random);
        if again {
            self.server.receive(socket, message, &mut self.random);
        }
    }

    /// The server reads what came on a socket that its client has given up, or sees it closed.
    fn serve_zombie(&mut self) {
        if self.zombies.is_empty() {
            return;
        }
        let at = self.random.below(self.zombies.len());
        let (socket, messages) = &mut self.zombies[at];
        match messages.pop_front() {
            Some(message) => self.server.receive(*socket, message, &mut self.random),
            None => {
                self.server.leave(*socket);
                self.zombies.remove(at);
            }
        }
    }

    fn deliver(&mut self, place: usize) {
        let how_many = 1 + self.random.below(3);
        for _ in 0..how_many {
            if self.peers[place].receive() {
                self.hang_up(place);
            }
        }
    }

    fn change_connection(&mut self, place: usize) {
        if self.peers[place].socket.is_some() {
            if self.weather != Weather::Fair {
                self.hang_up(place);
            }
            return;
        }
        if self.peers[place].wants_snapshot && self.peers[place].fetched.is_none() {
            self.peers[place].fetched = Some(self.server.snapshot());
            return;
        }
        if let Some((snapshot, epoch)) = self.peers[place].fetched.take() {
            self.peers[place].restore(snapshot, epoch);
        }
        self.last_socket += 1;
        self.peers[place].connect(self.last_socket);
    }

    fn hang_up(&mut self, place: usize) {
        let Some(socket) = self.peers[place].socket else { return };
        let mut on_the_way = self.peers[place].disconnect();
        let arrive = self.random.below(on_the_way.len() + 1);
        on_the_way.truncate(arrive);
        self.zombies.push((socket, on_the_way));
    }

    fn crash(&mut self) {
        self.server.crash(&mut self.random);
        self.lose_sockets();
    }

    fn restore_backup(&mut self) {
        let lost = self.server.restore_backup(&mut self.random);
        self.forget(&lost);
        self.lose_sockets();
    }

    fn forget(&mut self, lost: &[RecordedEvent]) {
        for event in lost {
            self.lost_commands.insert(event.command_id);
            self.lost_characters.extend(checks::written(&event.event));
        }
    }

    fn lose_sockets(&mut self) {
        self.server.sent.clear();
        self.zombies.clear();
        for peer in &mut self.peers {
            if peer.socket.is_some() {
                peer.disconnect();
            }
        }
    }

    /// Puts what the server has sent on the sockets.
    fn collect(&mut self) {
        for (socket, message) in self.server.sent.drain(..) {
            let peer = self.peers.iter_mut().find(|peer| peer.socket == Some(socket));
            if let Some(peer) = peer {
                peer.to_client.push_back(message);
            }
        }
    }

    /// Everybody stops working and connects until nothing is on its way.
    fn settle(&mut self) {
        for _ in 0..200 {
            while !self.zombies.is_empty() {
                self.serve_zombie();
            }
            for place in 0..self.peers.len() {
                if self.peers[place].socket.is_none() {
                    self.change_connection(place);
                }
                self.peers[place].send();
                while !self.peers[place].to_server.is_empty() {
                    self.serve(place);
                }
                self.server.commit();
                self.collect();
            }
            for place in 0..self.peers.len() {
                while !self.peers[place].to_client.is_empty() {
                    self.deliver(place);
                }
                self.check_step();
            }
            if self.peers.iter().all(Peer::is_idle) {
                return;
            }
        }
        panic!("it never comes to rest");
    }
}
