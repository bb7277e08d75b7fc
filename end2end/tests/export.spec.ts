// As an architect I want the model of the wall as files that other tools read, at addresses that
// keep giving the same file.
import { readFile } from "node:fs/promises";
import { Ajv2020 } from "ajv/dist/2020.js";
import { showMermaid } from "./support/mermaid";
import { type Server, type Wall, expect, names, test } from "./support/wall";

test("exports are made in the panel, listed, saved, and stay the same", async ({ door, server }) => {
  const ann = await door.join(await server.newExample(), "Ann");
  const panel = await ann.openPanel("Export");
  const list = panel.getByRole("list", { name: "Exports" });
  await expect(panel.getByText("No exports yet.")).toBeVisible();
  for (const label of ["JSON", "Mermaid flowchart", "Markdown report"]) {
    await panel.getByRole("button", { name: `Export ${label}` }).click();
    await expect(list.getByRole("link", { name: label, exact: true })).toBeVisible();
  }
  const exports = await server.exports(ann.board);
  expect(exports.map((it) => it.format).sort()).toEqual(["json", "mermaid", "report"]);

  const first = new Map<string, Buffer>();
  for (const [label, format] of [
    ["JSON", "json"],
    ["Mermaid flowchart", "mermaid"],
    ["Markdown report", "report"],
  ] as const) {
    const entry = list
      .getByRole("listitem")
      .filter({ has: ann.page.getByRole("link", { name: label, exact: true }) });
    const download = ann.page.waitForEvent("download");
    await entry.getByRole("link", { name: "Download" }).click();
    const file = await download;
    const saved = await readFile(await file.path());
    const url = exports.find((it) => it.format === format)?.url ?? "";
    expect(file.suggestedFilename()).toBe(exports.find((it) => it.format === format)?.fileName);
    expect(file.suggestedFilename()).toMatch(/^subscription-box-\d+\.(json|mmd|md)$/);
    first.set(url, await server.bytes(url));
    expect(saved.equals(first.get(url) as Buffer), "saved as served").toBe(true);
  }

  await ann.retitle("Another title");
  await ann.modelBecomes((model) => model.title, "Another title");
  for (const [url, bytes] of first) {
    expect((await server.bytes(url)).equals(bytes), `${url} stays the same`).toBe(true);
  }
  const newest = panel.getByRole("link", { name: "Newest as JSON" });
  const href = (await newest.getAttribute("href")) ?? "";
  expect(JSON.parse((await server.bytes(href)).toString()).title).toBe("Another title");
});

test("exports survive the server and a reload of the page", async ({ door, server }) => {
  const ann = await door.join(await server.newExample(), "Ann");
  await (await ann.openPanel("Export")).getByRole("button", { name: "Export JSON" }).click();
  await expect.poll(async () => (await server.exports(ann.board)).length).toBe(1);
  const [{ url }] = await server.exports(ann.board);
  const before = await server.bytes(url);
  await server.kill();
  await server.restart();
  expect((await server.bytes(url)).equals(before)).toBe(true);
  await ann.open();
  const list = (await ann.openPanel("Export")).getByRole("list", { name: "Exports" });
  await expect(list.getByRole("link", { name: "JSON", exact: true })).toBeVisible();
});

test("the JSON follows the published schema", async ({ server, door }) => {
  const schema = JSON.parse((await server.bytes("/schema/domain-model-1.json")).toString());
  const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema);
  const isValid = async (board: string) => {
    const model = JSON.parse((await server.bytes(`/api/boards/${board}/export.json`)).toString());
    validate(model);
    expect(validate.errors ?? []).toEqual([]);
    expect(model.$schema).toBe("/schema/domain-model-1.json");
  };
  await isValid(await server.newExample());
  const empty = await server.newBoard();
  await isValid(empty);
  const ann = await door.join(empty, "Ann");
  await everyKindOfNote(ann);
  await isValid(empty);
});

test("Mermaid reads and draws the flowchart of the subscription box", async ({ page, server }) => {
  const board = await server.newExample();
  const text = (await server.bytes(`/api/boards/${board}/export.mmd`)).toString();
  const drawn = await showMermaid(page, text);
  expect(drawn.type).toContain("flowchart");
  const model = await server.model(board);
  for (const name of [
    ...names(model.events),
    ...names(model.commands),
    ...names(model.policies),
    ...names(model.contexts),
  ]) {
    expect(drawn.text).toContain(name);
  }
});

test("Mermaid draws an empty board and one of every kind of note", async ({ page, door, server }) => {
  const board = await server.newBoard();
  expect((await drawnText(page, server, board)).trim()).toBe("");
  const ann = await door.join(board, "Ann");
  const written = await everyKindOfNote(ann);
  const text = await drawnText(page, server, board);
  for (const name of written) expect(text).toContain(name);
});

async function drawnText(page: Wall["page"], server: Server, board: string): Promise<string> {
  const text = (await server.bytes(`/api/boards/${board}/export.mmd`)).toString();
  return (await showMermaid(page, text)).text;
}

/** Puts up a note of every kind that stands for an element, on a context. */
async function everyKindOfNote(wall: Wall): Promise<string[]> {
  await wall.addNote("event", "end of day", { x: 330, y: 200 });
  await wall.addNote("command", "graph subgraph; style", { x: 560, y: 200 });
  await wall.addNote("actor", "class 'A' & B", { x: 760, y: 200 });
  await wall.addNote("policy", "click \"x\" <b>now</b>", { x: 1000, y: 200 });
  await wall.addNote("readModel", "[list] {of} (things)", { x: 330, y: 480 });
  await wall.addNote("aggregate", "1. Order #35;", { x: 600, y: 480 });
  await wall.addNote("externalSystem", "%% gateway --> out", { x: 880, y: 480 });
  await wall.addNote("hotspot", "`why`? **bold** $x$", { x: 1150, y: 480 });
  await wall.isSaved();
  return [
    "end of day",
    "graph subgraph; style",
    "class 'A' & B",
    "click \"x\" <b>now</b>",
    "[list] {of} (things)",
    "1. Order #35;",
    "%% gateway --> out",
    "`why`? **bold** $x$",
  ];
}
