// What is measured: each row with its wall, its goal for Squall, and how its hands move.
import { drag, frames, pan, type, zoom } from "./hands.mjs";
import { memory } from "./opening.mjs";

const FRAME_P95 = 17;
const FRAME_MAX = 50;
/** Zooms, and how far a pan reaches so that the screen stays full of notes, in CSS pixels. */
const LEVELS = [
  ["100", 1, "at 100 %", 1_000],
  ["50", 0.5, "at 50 %", 500],
  ["25", 0.25, "at 25 %", 300],
  ["fit", null, "fitted", 300],
];

const smooth = {
  goal: `p95 ≤ ${FRAME_P95} ms, none > ${FRAME_MAX} ms`,
  isMet: ({ p95, max }) => p95 <= FRAME_P95 && max <= FRAME_MAX,
};
const followed = { goal: `p95 ≤ ${FRAME_P95} ms`, isMet: ({ p95 }) => p95 <= FRAME_P95 };
const written = { goal: "p95 ≤ 33 ms", isMet: ({ p95 }) => p95 <= 33 };

/** A row on an open wall. `measure` gives rising times in milliseconds, and perhaps a remark. */
const onWall = (key, title, count, judged, measure) => ({ key, title, count, ...judged, measure });

function moving(count) {
  return LEVELS.flatMap(([level, factor, where, reach]) => {
    const act = (way) => async (hands) => {
      const { at, zoom: shown } = await hands.canvas.show(hands.page, hands.input, hands.wall, factor);
      const times = await frames(hands.page, () => way(hands, at));
      return { times, remark: factor === null ? `zoom ${Math.round(shown * 1_000) / 10} %` : "" };
    };
    const panning = (hands, at) => pan(hands.input, at, hands.seconds, reach);
    // At the far end only one way is open.
    const first = factor === null ? "in" : "out";
    const zooming = (hands, at) => zoom(hands.input, at, hands.seconds, first);
    const notes = count.toLocaleString("en");
    return [
      onWall(`pan-${count}-${level}`, `pan ${notes} notes ${where}`, count, smooth, act(panning)),
      onWall(`zoom-${count}-${level}`, `zoom ${notes} notes ${where}`, count, smooth, act(zooming)),
    ];
  });
}

/** How far around the middle others are, in board units, where not all is seen. */
const CROWD = { x: 900, y: 600 };

function amongOthers([level, factor, where, reach]) {
  const title = `pan 10,000 notes ${where} while 50 cursors move and 20 notes a second are dragged`;
  // A page that cannot follow would go on with it in the next row.
  const judged = { ...smooth, isWearing: true };
  return onWall(`others-${level}`, title, 10_000, judged, async (hands) => {
    const { canvas, page, input, wall, seconds } = hands;
    const { at } = await canvas.show(page, input, wall, factor);
    const { x, y } = wall.notes[wall.section.middle];
    const near = { left: x - CROWD.x, top: y - CROWD.y, right: x + CROWD.x, bottom: y + CROWD.y };
    const crowd = await canvas.others(page, wall, factor === null ? wall.bounds : near);
    let done;
    let times;
    try {
      times = await frames(page, () => pan(input, at, seconds, reach));
    } finally {
      done = await crowd.end();
    }
    const { movesPerSecond, dragsPerSecond, closed } = done;
    if (closed > 0) throw new Error(`${closed} of the crowd were thrown out`);
    return { times, remark: `${Math.round(movesPerSecond)} moves/s, ${Math.round(dragsPerSecond)} drags/s` };
  });
}

function dragging(key, title, take) {
  return onWall(key, title, 10_000, followed, async (hands) => {
    const { canvas, page, input, wall, seconds } = hands;
    const at = await canvas[take](page, wall);
    const before = await canvas.mark(page, wall);
    const times = await frames(page, () => drag(input, at, seconds));
    if ((await canvas.mark(page, wall)) === before) throw new Error("nothing was dragged");
    await page.keyboard.press("Control+z");
    return { times };
  });
}

/** Times from a key to its frame, and not between frames. */
export const TYPING = onWall("typing", "write in a note among 10,000", 10_000, written, async (hands) => {
  const { canvas, page, wall, seconds } = hands;
  const at = await canvas.takeMiddle(page, wall);
  const before = await canvas.mark(page, wall);
  await page.mouse.dblclick(at.x, at.y);
  await page.waitForFunction(() => {
    const element = document.activeElement;
    return element?.isContentEditable || ["TEXTAREA", "INPUT"].includes(element?.tagName);
  });
  const times = await type(page, seconds);
  await page.keyboard.press("Escape");
  if ((await canvas.mark(page, wall)) === before) throw new Error("nothing was written");
  await page.keyboard.press("Escape");
  return { times };
});

/** Rows that open a wall of their own. */
export const OPENING = [
  {
    key: "open-100",
    title: "open 100 notes",
    count: 100,
    goal: "seen ≤ 200 ms, takes input ≤ 500 ms",
    isMet: ({ visible, interactive }) => visible <= 200 && interactive <= 500,
  },
  {
    key: "open-10000",
    title: "open 10,000 notes",
    count: 10_000,
    goal: "takes input ≤ 1,500 ms",
    isMet: ({ interactive }) => interactive <= 1_500,
  },
];
export const BYTES = {
  key: "bytes",
  title: "program loaded for a wall of 100 notes",
  goal: "≤ 350 kB until it takes input",
  isMet: ({ first }) => first <= 350_000,
};
export const MEMORY = {
  key: "memory",
  title: "memory of the page's process with 10,000 notes",
  goal: "less than both",
  measure: async ({ browser, page }) => ({ bytes: await memory(browser, page) }),
  isMet: (own, others) => others.length === 2 && others.every((other) => own.bytes < other?.bytes),
};

/** Rows on an open wall, in the order in which they are measured: what changes notes comes last. */
export const ON_WALL = [
  ...moving(1_000),
  ...moving(10_000),
  amongOthers(LEVELS[0]),
  amongOthers(LEVELS.at(-1)),
  dragging("drag-1", "drag 1 note among 10,000", "takeMiddle"),
  dragging("drag-500", "drag 500 selected notes among 10,000", "takeSection"),
  TYPING,
];

export const FLOOR = onWall("floor", "wheel over an empty page", 0, { goal: "" }, async (hands) => {
  const { at } = await hands.canvas.show(hands.page);
  return { times: await frames(hands.page, () => pan(hands.input, at, hands.seconds, 300)) };
});
