-- The first form of the database. A released migration is never edited: its checksum is stored.
-- Ids are 16 bytes. Times are milliseconds since 1970-01-01T00:00Z.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Names this history of events: a client that has seen another one starts again.
INSERT INTO meta (key, value) VALUES ('epoch', random() & 9223372036854775807);

CREATE TABLE board (
    id            BLOB PRIMARY KEY CHECK (length(id) = 16),
    created_at_ms INTEGER NOT NULL CHECK (created_at_ms >= 0),
    -- The seq of the board's newest event; 0 before the first.
    head          INTEGER NOT NULL CHECK (head >= 0)
) STRICT, WITHOUT ROWID;

-- The log. Rows are only ever added. (board, seq) is the optimistic lock, (board, client,
-- client_seq) makes a repeated command recognizable.
CREATE TABLE event (
    board          BLOB NOT NULL REFERENCES board (id),
    seq            INTEGER NOT NULL CHECK (seq >= 1),
    client         BLOB NOT NULL CHECK (length(client) = 16),
    client_seq     INTEGER NOT NULL CHECK (client_seq >= 0),
    participant    BLOB NOT NULL CHECK (length(participant) = 16),
    recorded_at_ms INTEGER NOT NULL CHECK (recorded_at_ms >= 0),
    kind           TEXT NOT NULL,
    v              INTEGER NOT NULL,
    payload        TEXT NOT NULL,
    PRIMARY KEY (board, seq),
    UNIQUE (board, client, client_seq)
) STRICT, WITHOUT ROWID;

-- The newest snapshot of each board. Everything here can be made again from the log.
CREATE TABLE snapshot (
    board   BLOB PRIMARY KEY REFERENCES board (id),
    seq     INTEGER NOT NULL CHECK (seq >= 0),
    version INTEGER NOT NULL,
    bytes   BLOB NOT NULL
) STRICT;

-- Exported models. The content comes last, so that a listing does not read it.
CREATE TABLE export (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    board         BLOB NOT NULL REFERENCES board (id),
    seq           INTEGER NOT NULL CHECK (seq >= 0),
    format        TEXT NOT NULL,
    media_type    TEXT NOT NULL,
    file_name     TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL CHECK (created_at_ms >= 0),
    digest        TEXT NOT NULL,
    content       BLOB NOT NULL,
    UNIQUE (board, seq, format, digest)
) STRICT;
