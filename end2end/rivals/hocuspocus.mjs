// Hocuspocus as a rival in `cargo xtask bench sync`. Arguments: flush delay in milliseconds or
// "default", and the port (0 for any). Prints its address when it listens. A document named
// `notes-N-…` has N notes.
import { Server } from "@hocuspocus/server";

const flushDelay = process.argv[2] ?? "default";

const server = new Server({
  address: "127.0.0.1",
  port: Number(process.argv[3] ?? 0),
  quiet: true,
  stopOnSignals: false,
  ...(flushDelay === "default" ? {} : { flushDelay: Number(flushDelay) }),
  async onLoadDocument({ document, documentName }) {
    const count = Number(/^notes-(\d+)/.exec(documentName)?.[1] ?? 0);
    const notes = document.getMap("notes");
    document.transact(() => {
      for (let number = 0; number < count; number++) {
        notes.set(id(number), note(number));
      }
    });
  },
  // `/edit/DOCUMENT/COUNT` moves notes, one transaction each.
  async onRequest({ request, response }) {
    const [, action, name, count] = request.url.split("/");
    if (action !== "edit") return;
    const direct = await server.hocuspocus.openDirectConnection(name);
    for (let number = 0; number < Number(count); number++) {
      await direct.transact((document) => {
        document.getMap("notes").set(id(number % 10), note(number));
      });
    }
    await direct.disconnect();
    response.writeHead(200, { Connection: "close" });
    response.end("done");
    throw null;
  },
});

// As long as the ids that programs usually make.
function id(number) {
  return String(number).padStart(21, "0");
}

function note(number) {
  const [x, y] = [(number % 100) * 180, Math.floor(number / 100) * 180];
  return { kind: "domainEvent", x, y, width: 160, height: 160, text: `Order ${number} was placed` };
}

await server.listen();
console.log(`listening: http://127.0.0.1:${server.address.port}`);
