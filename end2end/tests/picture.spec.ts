// As somebody who tells others of a workshop I want its wall as a picture; and a picture that I was sent
// put back on a wall as notes.
import { readFile } from "node:fs/promises";
import { type Wall, expect, test } from "./support/wall";

/** A wall with a chain, something beside it, and a context around the chain. */
async function shop(ann: Wall): Promise<void> {
  await ann.retitle("Shop");
  await ann.drawContext("Sales", { x: 250, y: 130 }, { x: 800, y: 420 });
  const command = await ann.addNote("command", "Place order", { x: 380, y: 280 });
  await ann.letGo();
  const event = await ann.addNote("event", "Order <placed> & paid", { x: 640, y: 280 });
  await ann.letGo();
  await ann.connectByHandle(command, event);
  await ann.addNote("hotspot", "Who pays?", { x: 950, y: 280 });
  await ann.letGo();
  await ann.isSaved();
}

/** The bytes of the picture that the panel's button saves. */
async function save(ann: Wall, format: "SVG" | "PNG" | "PDF"): Promise<Buffer> {
  const download = ann.page.waitForEvent("download");
  const panel = await ann.openPanel("Export");
  await panel.getByRole("button", { name: `Picture (${format})` }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(new RegExp(`^shop-\\d+\\.${format.toLowerCase()}$`));
  return readFile(await file.path());
}

/** Drops a file on the wall, as a hand does that brings it from another window. */
async function dropFile(wall: Wall, name: string, type: string, bytes: Buffer): Promise<void> {
  const file = await wall.page.evaluateHandle(
    ({ name, type, text }) => {
      const data = new DataTransfer();
      data.items.add(new File([text], name, { type }));
      return data;
    },
    { name, type, text: bytes.toString("utf8") },
  );
  const canvas = await wall.canvas.boundingBox();
  const at = { clientX: (canvas?.x ?? 0) + 500, clientY: (canvas?.y ?? 0) + 300 };
  for (const step of ["dragover", "drop"]) {
    await wall.canvas.dispatchEvent(step, { dataTransfer: file, ...at });
  }
}

function pngSize(png: Buffer): [number, number] {
  expect(png.subarray(0, 8).toString("latin1")).toBe("\x89PNG\r\n\x1a\n");
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

test("a picture of the selection is dropped on an empty wall, and its notes and arrow stand there", async ({
  door,
  server,
}) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  await shop(ann);
  await ann.selectFrame("Sales");
  const panel = await ann.openPanel("Export");
  await panel.getByLabel("Of", { exact: true }).selectOption({ label: "What is selected" });
  const svg = await save(ann, "SVG");
  expect(svg.toString()).not.toContain(ann.board);
  expect(svg.toString()).not.toContain("Who pays?");

  const ben = await door.join(await server.newBoard(), "Ben");
  await dropFile(ben, "shop.svg", "image/svg+xml", svg);
  await expect(ben.note("command", "Place order")).toBeVisible();
  await expect(ben.note("event", "Order <placed> & paid")).toBeVisible();
  await expect(ben.frame("Sales")).toBeVisible();
  await expect(ben.arrows).toHaveCount(1);
  await expect(ben.notes).toHaveCount(2);
  await ben.isSaved();
  const [there, here] = [await ann.model(), await ben.model()];
  expect(here.commands.map((it) => it.name)).toEqual(there.commands.map((it) => it.name));
  expect(here.flows.length).toBe(there.flows.length);
  await ben.undo();
  await expect(ben.notes).toHaveCount(0);
});

test("a picture is chosen in the dialog or pasted, and what carries nothing is told", async ({
  door,
  server,
}) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  await shop(ann);
  const svg = await save(ann, "SVG");
  const ben = await door.join(await server.newBoard(), "Ben", {
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const dialog = await ben.openImport();
  const file = dialog.getByLabel(/Or a file/);
  const foreign = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><rect width="9"/></svg>');
  await file.setInputFiles({ name: "a.svg", mimeType: "image/svg+xml", buffer: foreign });
  await expect(dialog.getByText("This picture carries no notes.")).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Put on the wall" })).toBeDisabled();
  await file.setInputFiles({ name: "b.svg", mimeType: "image/svg+xml", buffer: svg });
  const understood = dialog.getByRole("list", { name: "Understood" });
  for (const told of ["1 domain event", "1 command", "1 hot spot", "1 frame", "1 arrow"]) {
    await expect(understood.getByText(told, { exact: true })).toBeVisible();
  }
  await dialog.getByRole("button", { name: "Put on the wall" }).click();
  await expect(ben.notes).toHaveCount(3);
  // The whole wall has the wall's title with it.
  await ben.modelBecomes((model) => model.title, "Shop");
  await ben.page.keyboard.press("Escape");
  await ben.paste(svg.toString());
  await expect(ben.notes).toHaveCount(6);
  await dropFile(ben, "a.svg", "image/svg+xml", foreign);
  await expect(ben.notices).toContainText("carries no notes");
  await dropFile(ben, "a.bin", "application/octet-stream", Buffer.from("\0\u0001\0"));
  await expect(ben.notices).toContainText("Only text and pictures");
  await expect(ben.notes).toHaveCount(6);
});

test("PNG and PDF are saved as chosen", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), "Ann");
  await shop(ann);
  const panel = await ann.openPanel("Export");
  const [width, height] = pngSize(await save(ann, "PNG"));
  await panel.getByLabel("Size of a PNG").selectOption({ label: "3 ×" });
  await panel.getByLabel("Of", { exact: true }).selectOption({ label: "Sales" });
  const [frameWidth, frameHeight] = pngSize(await save(ann, "PNG"));
  expect(frameWidth).toBeLessThan(3 * width);
  // A frame from corner to corner as it was drawn, with its margin.
  expect([frameWidth, frameHeight]).toEqual([3 * (550 + 80), 3 * (290 + 80)]);
  expect(height).toBeGreaterThanOrEqual(290 + 80);
  const pdf = await save(ann, "PDF");
  expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
  expect(pdf.toString("latin1")).toContain(`/MediaBox[0 0 ${630 * 0.75} ${370 * 0.75}]`);
  // Others' edits and a kept export leave the choice as it is.
  await panel.getByRole("button", { name: "Export JSON" }).click();
  await expect(panel.getByRole("link", { name: "JSON", exact: true })).toBeVisible();
  await expect(panel.getByLabel("Of", { exact: true })).toHaveValue(/^[0-9a-f]{32}$/);
  await panel.getByLabel("Of", { exact: true }).selectOption({ label: "What is selected" });
  await ann.canvas.focus();
  await ann.page.keyboard.press("Escape");
  await panel.getByRole("button", { name: "Picture (SVG)" }).click();
  await expect(ann.notices).toContainText("Nothing is selected.");
});

test("a picture is copied for other programs", async ({ door, server }) => {
  const ann = await door.join(await server.newBoard(), "Ann", {
    permissions: ["clipboard-read", "clipboard-write"],
  });
  await shop(ann);
  const panel = await ann.openPanel("Export");
  await panel.getByRole("button", { name: "Copy as picture" }).click();
  await expect(ann.notices).toContainText("The picture is on the clipboard.");
  const copied = await ann.page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    const bitmap = await createImageBitmap(await item.getType("image/png"));
    return { types: [...item.types], width: bitmap.width };
  });
  expect(copied.types).toContain("image/png");
  expect(copied.width).toBeGreaterThan(550);
});

test("an exported SVG looks in the browser as the PNG does", async ({ door, server }) => {
  const ann = await door.join(await server.newExample(), "Ann");
  const page = await ann.page.context().newPage();
  const path = `${server.origin}/api/boards/${ann.board}/export`;
  const off = await (async () => {
    await page.goto(`${server.origin}/`);
    return page.evaluate(async (path) => {
      const pixels = async (extension: string) => {
        const image = new Image();
        image.src = `${path}.${extension}`;
        await image.decode();
        const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
        const context = canvas.getContext("2d");
        if (!context) throw new Error("no canvas");
        context.drawImage(image, 0, 0);
        return context.getImageData(0, 0, canvas.width, canvas.height);
      };
      const [svg, png] = [await pixels("svg"), await pixels("png")];
      let off = 0;
      for (let at = 0; at < png.data.length; at += 4) {
        const differs = [0, 1, 2].some((c) => Math.abs(svg.data[at + c] - png.data[at + c]) > 96);
        if (differs) off += 1;
      }
      return { sizes: [svg.width, svg.height, png.width, png.height], share: (off * 4) / png.data.length };
    }, path);
  })();
  expect(off.sizes.slice(0, 2)).toEqual(off.sizes.slice(2));
  // Letters elsewhere, or of another font, are hundreds of times as many: see the edges of 1,800 letters.
  expect(off.share).toBeLessThan(0.001);
});
