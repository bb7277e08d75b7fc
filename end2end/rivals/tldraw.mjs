// tldraw's sync-core as a rival in `cargo xtask bench sync`. Arguments: the folder of the databases or
// "memory", and the port (0 for any). Prints its address when it listens. A room named `notes-N-…`
// has N notes.
import { createServer } from "node:http";
import { DatabaseSync } from "node:sqlite";
import { InMemorySyncStorage, NodeSqliteWrapper, SQLiteSyncStorage, TLSocketRoom } from "@tldraw/sync-core";
import { createTLSchema, DocumentRecordType, PageRecordType, TLDOCUMENT_ID, toRichText } from "@tldraw/tlschema";
import { WebSocketServer } from "ws";

const folder = process.argv[2] ?? "memory";
const schema = createTLSchema();
const rooms = new Map();

function room(name) {
  let found = rooms.get(name);
  if (!found) {
    found = new TLSocketRoom({ storage: storage(name), schema });
    rooms.set(name, found);
  }
  return found;
}

function storage(name) {
  const count = Number(/^notes-(\d+)/.exec(name)?.[1] ?? 0);
  const records = [
    DocumentRecordType.create({ id: TLDOCUMENT_ID, name: "" }),
    PageRecordType.create({ id: "page:page", name: "Page 1", index: "a1" }),
    ...Array.from({ length: count }, (_, number) => note(number)),
  ];
  const snapshot = {
    documentClock: 0,
    tombstoneHistoryStartsAtClock: 0,
    tombstones: {},
    documents: records.map((state) => ({ state, lastChangedClock: 0 })),
    schema: schema.serialize(),
  };
  if (folder === "memory") return new InMemorySyncStorage({ snapshot });
  const database = new DatabaseSync(`${folder}/${name}.db`);
  // As durable as Squall: on disk before anybody is told.
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
  const sql = new NodeSqliteWrapper(database);
  return SQLiteSyncStorage.hasBeenInitialized(sql)
    ? new SQLiteSyncStorage({ sql })
    : new SQLiteSyncStorage({ sql, snapshot });
}

function note(number) {
  return {
    // As long as the ids that tldraw makes; the same as in the load generator.
    id: `shape:${String(number).padStart(21, "0")}`,
    typeName: "shape",
    type: "note",
    x: (number % 100) * 180,
    y: Math.floor(number / 100) * 180,
    rotation: 0,
    index: `a1${number.toString(36).padStart(4, "0")}V`,
    parentId: "page:page",
    isLocked: false,
    opacity: 1,
    meta: {},
    props: {
      color: "orange",
      labelColor: "black",
      size: "m",
      font: "draw",
      fontSizeAdjustment: 1,
      align: "middle",
      verticalAlign: "middle",
      growY: 0,
      url: "",
      richText: toRichText(`Order ${number} was placed`),
      scale: 1,
      textLastEditedBy: null,
    },
  };
}

const server = createServer((request, response) => {
  response.writeHead(200, { "Content-Type": "application/json", Connection: "close" });
  response.end(JSON.stringify(schema.serialize()));
});
const sockets = new WebSocketServer({ noServer: true });
let sessions = 0;
server.on("upgrade", (request, socket, head) => {
  const name = request.url.slice(1);
  sockets.handleUpgrade(request, socket, head, (webSocket) => {
    room(name).handleSocketConnect({ sessionId: `s${++sessions}`, socket: webSocket });
  });
});
server.listen(Number(process.argv[3] ?? 0), "127.0.0.1", () => {
  console.log(`listening: http://127.0.0.1:${server.address().port}`);
});
