//! One transaction for the waiting appends of all boards.
//!
//! Every append is decided before the first row is written, from what two queries say and from the
//! appends before it in the batch. This is sound because the transaction holds the write lock from
//! its start, and it is why a refused append harms no other one: nothing has to be undone, so no
//! savepoints are needed, and all accepted rows go into one statement.
//!
//! Nearly always everything is as the writer remembers it and no command is a repeat. So
//! [`execute_expected`] asks nothing first: the heads are checked by moving them, the commands by the
//! unique key. If anything is otherwise it has the transaction undone, and [`execute`] finds out what.

use std::collections::HashMap;

use sqlx::{QueryBuilder, Sqlite, SqliteConnection};
use squall_board::{BoardId, ClientId, CommandId, Seq};

use super::row::{NewEventRow, column, id_bytes, number};
use crate::limits::{HEADS_MAX, STATEMENT_ROWS_MAX};
use crate::{AppendError, StoreError};

/// A board to be made.
#[derive(Debug)]
pub(super) struct NewBoard {
    pub(super) id: BoardId,
    pub(super) created_at_ms: i64,
}

/// Events to be appended.
#[derive(Debug)]
pub(super) struct Append {
    pub(super) board: BoardId,
    pub(super) expected: Seq,
    /// Contiguous from `expected`, at least one.
    pub(super) rows: Vec<NewEventRow>,
}

impl Append {
    /// The board's head after this.
    fn head(&self) -> Seq {
        self.rows.last().map_or(self.expected, |row| row.seq)
    }
}

/// A board with where its head was and where it goes.
pub(super) type HeadMove = (BoardId, Seq, Seq);

/// Heads of boards that were written lately.
#[derive(Debug, Default)]
pub(super) struct Heads(HashMap<BoardId, Seq>);

impl Heads {
    /// Whatever was remembered may be wrong.
    pub(super) fn forget(&mut self) {
        self.0.clear();
    }

    /// Where the appends move the heads to; `None` if one of them does not begin where it should, or if
    /// that is not known.
    pub(super) fn expect(&self, appends: &[Append]) -> Option<Vec<HeadMove>> {
        let mut moves: HashMap<BoardId, (Seq, Seq)> = HashMap::with_capacity(appends.len());
        for append in appends {
            let before = *self.0.get(&append.board)?;
            let (_, head) = moves.entry(append.board).or_insert((before, before));
            if *head != append.expected {
                return None;
            }
            *head = append.head();
        }
        Some(moves.into_iter().map(|(board, (before, after))| (board, before, after)).collect())
    }

    fn remember(&mut self, heads: impl IntoIterator<Item = (BoardId, Seq)>) {
        if self.0.len() >= HEADS_MAX {
            self.0.clear();
        }
        self.0.extend(heads);
    }
}

/// What became of each request, in the order of the requests.
#[derive(Debug, Default)]
pub(super) struct Outcomes {
    pub(super) boards: Vec<Result<(), StoreError>>,
    pub(super) appends: Vec<Result<(), AppendError>>,
}

/// What the log says about the boards and commands of a batch.
#[derive(Debug, Default)]
struct Known {
    heads: HashMap<BoardId, Seq>,
    commands: HashMap<(BoardId, CommandId), Seq>,
}

/// Executes the requests in the transaction that is open on the connection.
///
/// # Errors
/// If anything could not be written; the caller rolls back.
pub(super) async fn execute(
    connection: &mut SqliteConnection,
    boards: &[NewBoard],
    appends: &[Append],
    heads: &mut Heads,
) -> Result<Outcomes, StoreError> {
    let mut outcomes = Outcomes::default();
    for board in boards {
        outcomes.boards.push(insert_board(connection, board).await?);
    }
    let mut known = Known {
        heads: read_heads(connection, appends).await?,
        commands: read_commands(connection, appends).await?,
    };
    let heads_before = known.heads.clone();
    outcomes.appends = appends.iter().map(|append| known.decide(append)).collect();
    let moves: Vec<_> = known
        .heads
        .iter()
        .map(|(board, head)| (*board, heads_before[board], *head))
        .filter(|(_, before, after)| before != after)
        .collect();
    for moves in pieces(&moves) {
        let moved = move_heads(connection, moves).await?;
        assert!(moved, "the heads were read in this transaction, which holds the write lock");
    }
    let accepted = appends.iter().zip(&outcomes.appends).filter(|(_, outcome)| outcome.is_ok());
    let rows: Vec<_> = accepted
        .flat_map(|(append, _)| append.rows.iter().map(|row| (append.board, row)))
        .collect();
    for rows in pieces(&rows) {
        insert_events(connection, rows).await?;
    }
    heads.remember(known.heads);
    Ok(outcomes)
}

/// The same for appends that move heads as expected; `None` if something is not as it was remembered,
/// and then the transaction must be rolled back.
///
/// # Errors
/// If anything could not be written; the caller rolls back.
pub(super) async fn execute_expected(
    connection: &mut SqliteConnection,
    appends: &[Append],
    moves: &[HeadMove],
    heads: &mut Heads,
) -> Result<Option<Outcomes>, StoreError> {
    for moves in pieces(moves) {
        if !move_heads(connection, moves).await? {
            heads.forget();
            return Ok(None);
        }
    }
    let rows: Vec<_> = appends
        .iter()
        .flat_map(|append| append.rows.iter().map(|row| (append.board, row)))
        .collect();
    for rows in pieces(&rows) {
        match insert_events(connection, rows).await {
            Err(error) if is_unique_violation(&error) => return Ok(None),
            inserted => inserted?,
        }
    }
    heads.remember(moves.iter().map(|(board, _, after)| (*board, *after)));
    Ok(Some(Outcomes { boards: Vec::new(), appends: appends.iter().map(|_| Ok(())).collect() }))
}

fn is_unique_violation(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}

impl Known {
    /// Decides an append and, if it is accepted, takes it in.
    fn decide(&mut self, append: &Append) -> Result<(), AppendError> {
        let Some(head) = self.heads.get_mut(&append.board) else {
            return Err(AppendError::UnknownBoard);
        };
        for row in &append.rows {
            if let Some(seq) = self.commands.get(&(append.board, row.command_id)) {
                return Err(AppendError::Repeated { command_id: row.command_id, seq: *seq });
            }
        }
        if *head != append.expected {
            return Err(AppendError::WrongExpectedSeq { head: *head });
        }
        for row in &append.rows {
            *head = row.seq;
            self.commands.insert((append.board, row.command_id), row.seq);
        }
        Ok(())
    }
}

/// Cuts rows into pieces of few different lengths (powers of two), so that the statements for them
/// stay prepared: reading a long statement takes SQLite longer than running several short ones.
fn pieces<T>(mut rows: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let longest = rows.len().min(STATEMENT_ROWS_MAX);
        let (piece, rest) = rows.split_at(1 << longest.checked_ilog2()?);
        rows = rest;
        Some(piece)
    })
}

/// Makes the board, or says that it is there.
async fn insert_board(
    connection: &mut SqliteConnection,
    board: &NewBoard,
) -> Result<Result<(), StoreError>, StoreError> {
    let sql = "INSERT INTO board (id, created_at_ms, head) VALUES (?, ?, 0) ON CONFLICT DO NOTHING";
    let query = sqlx::query(sql).bind(board.id.as_bytes().as_slice()).bind(board.created_at_ms);
    let inserted = query.execute(connection).await?.rows_affected() == 1;
    Ok(if inserted { Ok(()) } else { Err(StoreError::BoardExists) })
}

async fn read_heads(
    connection: &mut SqliteConnection,
    appends: &[Append],
) -> Result<HashMap<BoardId, Seq>, StoreError> {
    let mut heads = HashMap::new();
    for appends in pieces(appends) {
        let mut query = QueryBuilder::<Sqlite>::new("SELECT id, head FROM board WHERE id IN (");
        let mut ids = query.separated(", ");
        for append in appends {
            ids.push_bind(append.board.as_bytes().as_slice());
        }
        query.push(")");
        let query = query.build_query_as();
        let rows: Vec<(Vec<u8>, i64)> = query.fetch_all(&mut *connection).await?;
        for (id, head) in rows {
            let id = BoardId::from_bytes(id_bytes("board", &id)?);
            heads.insert(id, Seq(number("head", head)?));
        }
    }
    Ok(heads)
}

/// Finds the commands of the table `asked` in the log. The cross join fixes the order: each asked
/// command is looked up in the unique index.
pub(super) const FIND_ASKED_COMMANDS: &str = "\
    SELECT event.board, event.client, event.client_seq, event.seq \
    FROM asked CROSS JOIN event ON event.board = asked.board \
    AND event.client = asked.client AND event.client_seq = asked.client_seq";

/// Which of the commands are recorded already.
async fn read_commands(
    connection: &mut SqliteConnection,
    appends: &[Append],
) -> Result<HashMap<(BoardId, CommandId), Seq>, StoreError> {
    let mut commands = HashMap::new();
    let asked: Vec<_> = appends
        .iter()
        .flat_map(|append| append.rows.iter().map(|row| (append.board, row)))
        .collect();
    for asked in pieces(&asked) {
        let mut query = QueryBuilder::<Sqlite>::new("WITH asked (board, client, client_seq) AS (");
        query.push_values(asked, |mut values, (board, row)| {
            values.push_bind(board.as_bytes().as_slice());
            values.push_bind(row.command_id.client.as_bytes().as_slice());
            values.push_bind(row.client_seq);
        });
        query.push(") ").push(FIND_ASKED_COMMANDS);
        let query = query.build_query_as();
        let rows: Vec<(Vec<u8>, Vec<u8>, i64, i64)> = query.fetch_all(&mut *connection).await?;
        for (board, client, client_seq, seq) in rows {
            let board = BoardId::from_bytes(id_bytes("board", &board)?);
            let client = ClientId::from_bytes(id_bytes("client", &client)?);
            let number_of_command = number("command number", client_seq)?;
            let command_id = CommandId { client, number: number_of_command };
            commands.insert((board, command_id), Seq(number("seq", seq)?));
        }
    }
    Ok(commands)
}

/// Moves the heads that the table `moved` names, each from where it was read.
pub(super) const MOVE_HEADS: &str = "\
    UPDATE board SET head = moved.head_after FROM moved \
    WHERE board.id = moved.id AND board.head = moved.head_before";

/// Moves heads of boards, each with where it was and where it goes: the fence against a second
/// writer. One statement, because each costs a hop to SQLite's thread and back. Tells whether all were
/// where they were thought to be.
async fn move_heads(
    connection: &mut SqliteConnection,
    moves: &[HeadMove],
) -> Result<bool, StoreError> {
    let mut columns = Vec::with_capacity(moves.len());
    for (board, before, after) in moves {
        columns.push((board, column("seq", before.0)?, column("seq", after.0)?));
    }
    let mut query = QueryBuilder::<Sqlite>::new("WITH moved (id, head_before, head_after) AS (");
    query.push_values(columns, |mut values, (board, before, after)| {
        values.push_bind(board.as_bytes().as_slice());
        values.push_bind(before);
        values.push_bind(after);
    });
    query.push(") ").push(MOVE_HEADS);
    let query = query.build();
    let moved = query.execute(connection).await?.rows_affected();
    Ok(moved == moves.len() as u64)
}

async fn insert_events(
    connection: &mut SqliteConnection,
    rows: &[(BoardId, &NewEventRow)],
) -> sqlx::Result<()> {
    let mut query = QueryBuilder::<Sqlite>::new(
        "INSERT INTO event \
         (board, seq, client, client_seq, participant, recorded_at_ms, kind, v, payload) ",
    );
    query.push_values(rows, |mut values, (board, row)| {
        values.push_bind(board.as_bytes().as_slice());
        values.push_bind(row.seq_column);
        values.push_bind(row.command_id.client.as_bytes().as_slice());
        values.push_bind(row.client_seq);
        values.push_bind(row.participant.as_bytes().as_slice());
        values.push_bind(row.recorded_at_ms);
        values.push_bind(row.kind);
        values.push_bind(row.v);
        values.push_bind(row.payload.as_str());
    });
    let query = query.build();
    query.execute(connection).await?;
    Ok(())
}
