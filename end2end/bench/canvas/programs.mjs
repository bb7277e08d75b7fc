// The programs beside the browser: Squall's server, the crowd on a wall, and a server of files for the rivals.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { createInterface } from "node:readline";
import { brotliCompressSync, constants } from "node:zlib";

const TYPES = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};
/** Walls are data, which nobody would pack for seconds; programs are packed once, as tightly as it goes. */
const quality = (path) => (extname(path) === ".json" ? 5 : 11);

/** A process, the first line that it prints, and `end`, which tells the last one. */
async function start(command, args, isFirst) {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
  const lines = [];
  const ended = new Promise((done) => child.once("close", done));
  const first = await new Promise((done, fail) => {
    child.once("error", fail);
    child.once("close", (code) => fail(new Error(`${command} ended early (${code})`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      lines.push(line);
      if (isFirst(line)) done(line);
    });
  });
  const end = async (signal) => {
    child.stdin.end();
    if (signal) child.kill(signal);
    await ended;
    return lines.at(-1);
  };
  return { first, end };
}

/** Squall's release server on a free port with this data folder. */
export async function startSquall(program, site, data) {
  const args = ["serve", "--addr", "127.0.0.1:0", "--data", data, "--site", site, "--log", "warn"];
  const { first, end } = await start(program, args, (line) => line.includes("http://"));
  const address = /http:\/\/([\d.:]+)/.exec(first)[1];
  return { address, origin: `http://${address}`, end: () => end("SIGTERM") };
}

/** A new board with the notes of a file: its id. */
export async function putUp(generator, address, notes) {
  const args = ["wall", "--address", address, "--notes", notes];
  const { first, end } = await start(generator, args, (line) => line.length > 0);
  await end();
  return first;
}

/** People who point and drag within these bounds; `end` tells what they have done. */
export async function gather(generator, address, board, notes, people, drags, bounds) {
  const within = [bounds.left, bounds.top, bounds.right, bounds.bottom].join(",");
  const args = ["crowd", "--address", address, "--board", board, "--notes", notes];
  args.push("--people", people, "--drags", drags, `--within=${within}`);
  const { end } = await start(generator, args, (line) => line === "moving");
  return { end: async () => JSON.parse(await end()) };
}

/** A folder on a free port of this machine, in brotli. */
export async function serve(folder) {
  const packed = new Map();
  const load = (path) => {
    const name = path.endsWith("/") ? `${path}index.html` : path;
    const found = packed.get(name);
    if (found) return found;
    const content = readFileSync(join(folder, name));
    const isPacked = extname(name) !== ".woff2";
    const params = { [constants.BROTLI_PARAM_QUALITY]: quality(name) };
    const body = isPacked ? brotliCompressSync(content, { params }) : content;
    const type = TYPES[extname(name)] ?? "application/octet-stream";
    const headers = { "content-type": type, "content-length": body.length };
    if (isPacked) headers["content-encoding"] = "br";
    const answer = { body, headers };
    packed.set(name, answer);
    return answer;
  };
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
    try {
      const { body, headers } = load(path);
      response.writeHead(200, headers).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return { origin, end: () => server.close() };
}
