// A real server process with a data folder of its own. Knows the command line and the HTTP
// interface, nothing of the page.
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

export type Element = {
  id: string;
  name: string;
  description?: string;
  notes: string[];
  contexts: string[];
};

/** The domain model as `GET /api/boards/{id}/model` gives it; every list has more fields. */
export type Model = {
  seq: number;
  title: string;
  events: (Element & { commands: string[]; aggregates: string[]; policies: string[] })[];
  commands: (Element & { actors: string[]; aggregates: string[]; events: string[] })[];
  aggregates: (Element & { commands: string[]; events: string[] })[];
  policies: (Element & { when: string[]; then: string[] })[];
  readModels: (Element & { builtFrom: string[] })[];
  actors: (Element & { commands: string[] })[];
  externalSystems: Element[];
  hotspots: Element[];
  contexts: (Element & { elements: string[] })[];
  flows: { from: string; to: string; relation: string; inferred: boolean }[];
  problems: { message: string }[];
};

export type ExportEntry = { id: number; format: string; seq: number; fileName: string; url: string };

type Process = ChildProcessByStdio<null, Readable, Readable>;

const SQUALL_BIN = process.env.SQUALL_BIN ?? "";
const SQUALL_SITE = process.env.SQUALL_SITE ?? "";

export class Server {
  /** Everything that all processes of this server have logged. */
  stderr = "";

  private process: Process | null = null;

  private constructor(
    private readonly data: string,
    private address: string,
  ) {}

  /** Starts on a free port with an empty data folder. */
  static async start(): Promise<Server> {
    if (!SQUALL_BIN || !SQUALL_SITE) {
      throw new Error("SQUALL_BIN and SQUALL_SITE are not set: run `cargo xtask e2e`.");
    }
    const data = await mkdtemp(join(tmpdir(), "squall-e2e-"));
    const server = new Server(data, "127.0.0.1:0");
    await server.restart();
    return server;
  }

  /** Starts again on the same port with the same data. */
  async restart(): Promise<void> {
    const child = spawn(
      SQUALL_BIN,
      ["serve", "--addr", this.address, "--data", this.data, "--site", SQUALL_SITE],
      { stdio: ["ignore", "pipe", "pipe"], env: { PATH: process.env.PATH ?? "" } },
    );
    this.process = child;
    child.stderr.setEncoding("utf8").on("data", (text: string) => (this.stderr += text));
    const said = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).once("line", resolve);
      child.once("error", reject);
      child.once("exit", (code) => {
        reject(new Error(`The server ended (${code}) before it said where it is:\n${this.stderr}`));
      });
    });
    const address = /http:\/\/(\S+)/.exec(said)?.[1];
    if (!address) throw new Error(`The server's first line has no address: ${said}`);
    this.address = address;
  }

  /** Ends the process as a power cut would: nothing can be written any more. */
  async kill(): Promise<void> {
    await this.end("SIGKILL");
  }

  /** Ends the process and removes its data. */
  async remove(): Promise<void> {
    await this.end("SIGKILL");
    await rm(this.data, { recursive: true, force: true });
  }

  get origin(): string {
    return `http://${this.address}`;
  }

  async newBoard(): Promise<string> {
    return this.make("/boards");
  }

  async newExample(): Promise<string> {
    return this.make("/boards/example");
  }

  async model(board: string): Promise<Model> {
    return (await this.get(`/api/boards/${board}/model`)).json() as Promise<Model>;
  }

  async exports(board: string): Promise<ExportEntry[]> {
    return (await this.get(`/api/boards/${board}/exports`)).json() as Promise<ExportEntry[]>;
  }

  async bytes(path: string): Promise<Buffer> {
    return Buffer.from(await (await this.get(path)).arrayBuffer());
  }

  async isHealthy(): Promise<boolean> {
    return (await fetch(`${this.origin}/health`)).ok;
  }

  private async get(path: string): Promise<Response> {
    const response = await fetch(`${this.origin}${path}`);
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
    return response;
  }

  private async make(path: string): Promise<string> {
    const headers = { accept: "application/json" };
    const response = await fetch(`${this.origin}${path}`, { method: "POST", headers });
    if (response.status !== 201) throw new Error(`POST ${path}: ${response.status}`);
    return ((await response.json()) as { board: string }).board;
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.process;
    this.process = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await ended;
  }
}
