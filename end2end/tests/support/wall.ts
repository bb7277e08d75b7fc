// The page object: what a person does on a wall and sees there, and the fixtures that give a spec a
// server and people. Specs speak of notes and words; selectors and places on the screen stay here.
import {
  type Browser,
  type BrowserContextOptions,
  type Locator,
  type Page,
  expect,
  test as base,
} from "@playwright/test";
import { type Model, Server } from "./server";

export { expect };
export type { Model, Server };

/** A place on the canvas, in CSS pixels from its top left corner. On a wall that was empty when it
 * was opened a pixel is a board unit. */
export type Place = { x: number; y: number };

type KindRow = { label: string; key: string };

/** The kinds of notes by the key that makes them. */
export const KINDS = {
  event: { label: "Domain event", key: "e" },
  command: { label: "Command", key: "c" },
  actor: { label: "Actor", key: "a" },
  policy: { label: "Policy", key: "p" },
  readModel: { label: "Read model", key: "r" },
  aggregate: { label: "Aggregate", key: "g" },
  externalSystem: { label: "External system", key: "x" },
  hotspot: { label: "Hot spot", key: "h" },
} satisfies Record<string, KindRow>;

export type Kind = keyof typeof KINDS;

/** How far the handle that draws arrows stands off the right edge of a selected note, in pixels. */
const HANDLE_OFFSET = 16;

export class Wall {
  /** What scripts threw and did not catch, and what failed hard in WebAssembly. */
  readonly crashes: string[] = [];

  constructor(
    readonly page: Page,
    readonly server: Server,
    readonly board: string,
  ) {
    page.on("pageerror", (error) => this.crashes.push(String(error)));
    page.on("console", (message) => {
      if (/panicked at|Content Security Policy/i.test(message.text())) {
        this.crashes.push(message.text());
      }
    });
  }

  // --- Coming and seeing ------------------------------------------------------------------------

  async open(): Promise<void> {
    await this.page.goto(`${this.server.origin}/boards/${this.board}`);
    await this.isSaved();
  }

  /** Another tab of the same browser; it shows the board when it is opened. */
  async newTab(): Promise<Wall> {
    return new Wall(await this.page.context().newPage(), this.server, this.board);
  }

  /** Closes the tab without being asked whether to. */
  async closeTab(): Promise<void> {
    await this.page.close();
  }

  /** The state of the connection and the own edits, in words. */
  get state(): Locator {
    return this.page.getByRole("contentinfo").getByRole("status");
  }

  async isSaved(): Promise<void> {
    await expect(this.state).toHaveText("Saved", { timeout: 30_000 });
  }

  get canvas(): Locator {
    return this.page.getByRole("application", { name: "Wall" });
  }

  /** The notes that are drawn, of any kind. */
  get notes(): Locator {
    return this.canvas.locator("[aria-roledescription='sticky note']");
  }

  /** A note by what is read out for it: its kind and its text. */
  note(kind: Kind, text: string): Locator {
    const name = text ? `${KINDS[kind].label}: ${text}` : KINDS[kind].label;
    return this.canvas.getByRole("group", { name, exact: true });
  }

  frame(title: string): Locator {
    return this.canvas.getByRole("group", { name: `Bounded context: ${title}`, exact: true });
  }

  /** Selects a frame by its title bar. */
  async selectFrame(title: string): Promise<void> {
    const frame = this.frame(title);
    await expect(frame).toBeVisible();
    const { x, y } = await box(frame);
    await this.page.mouse.click(x + 8, y + 8);
    await expect(this.selectionBar).toBeVisible();
  }

  /** Does what this command of the list does. */
  async command(name: string): Promise<void> {
    await this.page.keyboard.press("Control+k");
    const field = this.page.getByRole("combobox", { name: "Find a command" });
    await expect(field).toBeFocused();
    await field.fill(name);
    await this.page.getByRole("option", { name }).first().click();
    await expect(field).toBeHidden();
  }

  /** What is read out for every note, in alphabetical order. */
  async allNotes(): Promise<string[]> {
    const labels = await this.notes.evaluateAll((notes) =>
      notes.map((note) => note.getAttribute("aria-label") ?? ""),
    );
    return labels.sort();
  }

  /** How many arrows are drawn. */
  get arrows(): Locator {
    return this.canvas.locator("[aria-roledescription='arrow']");
  }

  /** The pointer of somebody else. */
  pointerOf(name: string): Locator {
    return this.canvas.getByRole("group", { name: `Pointer of ${name}`, exact: true });
  }

  get people(): Locator {
    return this.page.getByRole("list", { name: "People here" });
  }

  /** What is said in passing. */
  get notices(): Locator {
    return this.page.locator(".notices");
  }

  async model(): Promise<Model> {
    return this.server.model(this.board);
  }

  /** Waits until the server's model satisfies `told`, as everything acknowledged must. */
  async modelBecomes<T>(told: (model: Model) => T, expected: T): Promise<void> {
    await expect.poll(async () => told(await this.model())).toEqual(expected);
  }

  /** Whether the first note stands left of the second, as drawn. */
  async standsLeftOf(first: Locator, second: Locator): Promise<boolean> {
    return (await middle(first)).x < (await middle(second)).x;
  }

  // --- Names ------------------------------------------------------------------------------------

  async takeName(name: string): Promise<void> {
    const field = this.page.getByRole("textbox", { name: "Your name" });
    await field.fill(name);
    await field.press("Enter");
    await this.isSaved();
  }

  async retitle(title: string): Promise<void> {
    const field = this.page.getByRole("textbox", { name: "Board title" });
    await field.fill(title);
    await field.press("Enter");
  }

  // --- Notes ------------------------------------------------------------------------------------

  /** The field on the wall in which something is written. */
  get textField(): Locator {
    return this.canvas.getByRole("textbox");
  }

  async pointAt(at: Place): Promise<void> {
    const canvas = await box(this.canvas);
    await this.page.mouse.move(canvas.x + at.x, canvas.y + at.y, { steps: 4 });
  }

  /** Puts a note up by its key with the pointer at a place, and writes on it. */
  async addNote(kind: Kind, text: string, at: Place): Promise<Locator> {
    await this.pointAt(at);
    await this.page.keyboard.press(KINDS[kind].key);
    await this.write(text);
    const note = this.note(kind, text);
    await expect(note).toBeVisible();
    return note;
  }

  /** Writes into the open text field and leaves it. */
  async write(text: string): Promise<void> {
    await expect(this.textField).toBeFocused();
    await this.page.keyboard.type(text);
    await this.leaveField();
  }

  async leaveField(): Promise<void> {
    await this.page.keyboard.press("Escape");
    await expect(this.textField).toBeHidden();
  }

  /** Opens the text of a note; the caret is at its end. */
  async startWriting(note: Locator): Promise<void> {
    const at = await middle(note);
    await this.page.mouse.dblclick(at.x, at.y);
    await expect(this.textField).toBeFocused();
  }

  async select(note: Locator): Promise<void> {
    const at = await middle(note);
    await this.page.mouse.click(at.x, at.y);
    await expect(this.selectionBar).toBeVisible();
  }

  async letGo(): Promise<void> {
    await this.page.keyboard.press("Escape");
    await expect(this.selectionBar).toBeHidden();
  }

  get selectionBar(): Locator {
    return this.page.getByRole("toolbar", { name: "Selection" });
  }

  /** Takes a note up and carries it by `dx` and `dy` pixels, without letting it go. */
  async carry(note: Locator, dx: number, dy: number): Promise<void> {
    const from = await middle(note);
    await this.page.mouse.move(from.x, from.y);
    await this.page.mouse.down();
    await this.page.mouse.move(from.x + dx, from.y + dy, { steps: 8 });
  }

  async drop(): Promise<void> {
    await this.page.mouse.up();
  }

  async move(note: Locator, dx: number, dy: number): Promise<void> {
    await this.carry(note, dx, dy);
    await this.drop();
  }

  async retype(note: Locator, kind: Kind): Promise<void> {
    await this.select(note);
    await this.page.keyboard.press(`Alt+${KINDS[kind].key.toUpperCase()}`);
  }

  async remove(note: Locator): Promise<void> {
    await this.select(note);
    await this.page.keyboard.press("Delete");
    await expect(note).toBeHidden();
  }

  async undo(): Promise<void> {
    await this.page.keyboard.press("Control+z");
  }

  async redo(): Promise<void> {
    await this.page.keyboard.press("Control+Shift+Z");
  }

  // --- Arrows and frames ------------------------------------------------------------------------

  /** Draws an arrow from the handle at a note's right edge. */
  async connectByHandle(from: Locator, to: Locator): Promise<void> {
    const arrows = await this.arrows.count();
    await this.select(from);
    const { x, y, width, height } = await box(from);
    const handle = { x: x + width + HANDLE_OFFSET, y: y + height / 2 };
    const target = await middle(to);
    await this.page.mouse.move(handle.x, handle.y);
    await this.page.mouse.down();
    await this.page.mouse.move(target.x, target.y, { steps: 8 });
    await this.page.mouse.up();
    await expect(this.arrows).toHaveCount(arrows + 1);
    await this.letGo();
  }

  /** Draws an arrow without dragging. */
  async connectTo(from: Locator, to: Locator): Promise<void> {
    const arrows = await this.arrows.count();
    await this.select(from);
    await this.selectionBar.getByRole("button", { name: "Connect to …" }).click();
    const target = await middle(to);
    await this.page.mouse.click(target.x, target.y);
    await expect(this.arrows).toHaveCount(arrows + 1);
    await this.letGo();
  }

  /** Draws a bounded context from corner to corner and names it. */
  async drawContext(title: string, from: Place, to: Place): Promise<void> {
    const palette = this.page.getByRole("toolbar", { name: "Palette" });
    await palette.getByRole("button", { name: "Bounded context" }).click();
    await this.pointAt(from);
    await this.page.mouse.down();
    await this.pointAt(to);
    await this.page.mouse.up();
    await expect(this.textField).toBeFocused();
    await this.page.keyboard.type(title);
    await this.page.keyboard.press("Enter");
    await expect(this.frame(title)).toBeVisible();
    await this.letGo();
  }

  // --- Panels and dialogs -----------------------------------------------------------------------

  async openPanel(name: "Model" | "Hints" | "Export"): Promise<Locator> {
    const panel = this.page.getByRole("complementary", { name });
    if (!(await panel.isVisible())) {
      await this.page.getByRole("banner").getByRole("button", { name, exact: true }).click();
    }
    await expect(panel).toBeVisible();
    return panel;
  }

  /** Opens what the selected note or context says beside its text. */
  async openDetails(): Promise<Locator> {
    const panel = this.page.getByRole("complementary", { name: "Details" });
    if (!(await panel.isVisible())) await this.page.keyboard.press("i");
    await expect(panel.getByRole("heading", { name: "Details" })).toBeVisible();
    return panel;
  }

  /** Whether a panel points at the note. */
  async isLit(note: Locator): Promise<boolean> {
    return ((await note.getAttribute("data-marks")) ?? "").split(" ").includes("lit");
  }

  /** What is marked so: "lit", "selected", "hint", "written". */
  marked(mark: string): Locator {
    return this.canvas.locator(`[data-marks~=${mark}]`);
  }

  /** The phase and the timer. */
  get phaseBar(): Locator {
    return this.page.getByRole("group", { name: "Workshop" });
  }

  async openWorkshop(): Promise<Locator> {
    const panel = this.page.getByRole("complementary", { name: "Workshop" });
    if (!(await panel.isVisible())) await this.phaseBar.locator(".phase-button").click();
    await expect(panel.getByRole("heading", { name: "Workshop" })).toBeVisible();
    return panel;
  }

  /** What stands under a note that says more than its text. */
  detailsUnder(note: Locator): Locator {
    return note.locator(".note-details");
  }

  async openImport(): Promise<Locator> {
    await this.page.getByRole("banner").getByRole("button", { name: "Import" }).click();
    const dialog = this.page.getByRole("dialog", { name: "Import text" });
    await expect(dialog).toBeVisible();
    return dialog;
  }

  /** Puts a text into the clipboard and pastes it where the keyboard is. */
  async paste(text: string): Promise<void> {
    await this.page.evaluate((text) => navigator.clipboard.writeText(text), text);
    await this.page.keyboard.press("Control+v");
  }
}

// --- Fixtures -----------------------------------------------------------------------------------

type Door = {
  /** Opens a board in a browser of its own, as somebody who has never been here. */
  join: (board: string, name?: string, options?: BrowserContextOptions) => Promise<Wall>;
};

export const test = base.extend<{ server: Server; door: Door }>({
  server: async ({}, use, info) => {
    const server = await Server.start();
    await use(server);
    if (info.status !== info.expectedStatus && server.stderr) {
      await info.attach("server.log", { body: server.stderr, contentType: "text/plain" });
    }
    await server.remove();
  },
  door: async ({ browser, server }, use) => {
    const walls: Wall[] = [];
    await use({
      join: async (board, name, options) => {
        const wall = await enter(browser, server, board, options);
        walls.push(wall);
        await wall.open();
        if (name) await wall.takeName(name);
        return wall;
      },
    });
    const crashes = walls.flatMap((wall) => wall.crashes);
    for (const wall of walls) await wall.page.context().close();
    expect(crashes, "no script has failed").toEqual([]);
  },
});

async function enter(
  browser: Browser,
  server: Server,
  board: string,
  options: BrowserContextOptions = {},
): Promise<Wall> {
  const context = await browser.newContext({
    permissions: ["clipboard-read", "clipboard-write"],
    reducedMotion: "reduce",
    // Room for a sentence of the grammar between the palette and a panel.
    viewport: { width: 1440, height: 800 },
    ...options,
  });
  return new Wall(await context.newPage(), server, board);
}

// --- Helpers ------------------------------------------------------------------------------------

async function box(locator: Locator): Promise<Place & { width: number; height: number }> {
  const box = await locator.boundingBox();
  if (!box) throw new Error(`${locator} is not on the screen`);
  return box;
}

async function middle(locator: Locator): Promise<Place> {
  await expect(locator).toBeVisible();
  const { x, y, width, height } = await box(locator);
  return { x: x + width / 2, y: y + height / 2 };
}

/** The names of elements, in their order. */
export function names(elements: { name: string }[]): string[] {
  return elements.map((element) => element.name);
}

/** What people have drawn, as sentences of names. */
export function drawnFlows(model: Model): string[] {
  const nameOf = new Map<string, string>();
  for (const list of Object.values(model)) {
    if (!Array.isArray(list)) continue;
    for (const it of list) if ("id" in it) nameOf.set(it.id, it.name);
  }
  const drawn = model.flows.filter((flow) => !flow.inferred);
  return drawn
    .map((flow) => `${nameOf.get(flow.from)} ${flow.relation} ${nameOf.get(flow.to)}`)
    .sort();
}

/** The names of the elements with these ids. */
export function named(model: Model, ids: string[]): string[] {
  const all = Object.values(model).flatMap((list) => (Array.isArray(list) ? list : []));
  return ids.map((id) => all.find((it) => "id" in it && it.id === id)?.name ?? id);
}
