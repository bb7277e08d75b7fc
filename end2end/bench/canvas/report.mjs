// The document: what was measured in all rounds, as tables in Markdown with the goals met or missed.
import { BYTES, FLOOR, MEMORY, ON_WALL, OPENING, TYPING } from "./rows.mjs";

const sorted = (list) => [...list].sort((a, b) => a - b);
const median = (list) => quantile(sorted(list), 0.5);

/** Of rising values, the one below which this part of them is. */
export function quantile(rising, part) {
  return rising[Math.min(rising.length - 1, Math.floor(rising.length * part))];
}

/** The median over rounds, and the range where they differ. */
function figure(values, digits = (value) => (value < 100 ? 1 : 0)) {
  const written = (value) => value.toFixed(digits(value));
  const [low, middle, high] = [Math.min(...values), median(values), Math.max(...values)].map(written);
  return low === high ? middle : `${middle} (${low}–${high})`;
}

const whole = (values) => figure(values, () => 0);

/** p50 and p95 are medians over rounds, the longest is that of all. */
function ofTimes(rounds) {
  const p50 = rounds.map(({ times }) => quantile(times, 0.5));
  const p95 = rounds.map(({ times }) => quantile(times, 0.95));
  const max = Math.max(...rounds.map(({ times }) => times.at(-1)));
  const summary = { p50: median(p50), p95: median(p95), max };
  return { cells: [figure(p50), figure(p95), figure([max])], summary };
}

function ofFrames(rounds) {
  const sum = (times) => times.reduce((sum, time) => sum + time, 0);
  const rate = rounds.map(({ times }) => (times.length / sum(times)) * 1_000);
  const { cells, summary } = ofTimes(rounds);
  return { cells: [...cells, figure(rate)], summary };
}

function ofOpening(rounds) {
  const visible = rounds.map((round) => round.visible);
  const interactive = rounds.map((round) => round.interactive);
  const summary = { visible: median(visible), interactive: median(interactive) };
  return { cells: [whole(visible), whole(interactive)], summary };
}

function ofBytes(rounds) {
  const kilobytes = (name) => rounds.map((round) => round[name] / 1e3);
  const cells = ["first", "later", "wall"].map((name) => whole(kilobytes(name)));
  return { cells, summary: { first: median(kilobytes("first")) * 1e3 } };
}

function ofMemory(rounds) {
  const bytes = rounds.map((round) => round.bytes);
  return { cells: [whole(bytes.map((it) => it / 1_048_576))], summary: { bytes: median(bytes) } };
}

const FRAMES = ["p50 ms", "p95 ms", "longest ms", "frames/s"];
const WRITING = ["p50 ms", "p95 ms", "longest ms"];
const SECTIONS = [
  ["Frames", FRAMES, [FLOOR, ...ON_WALL.filter((row) => row !== TYPING)], ofFrames],
  ["Writing", WRITING, [TYPING], ofTimes],
  ["Opening", ["seen after ms", "takes input after ms"], OPENING, ofOpening],
  ["Loading", ["until it takes input, kB", "after that, kB", "page and wall, kB"], [BYTES], ofBytes],
  ["Memory", ["MiB"], [MEMORY], ofMemory],
];

/** The lines of a row, one for each canvas that was measured. */
function lines(row, results, names, width, describe) {
  const told = names.flatMap((name) => {
    const rounds = results.get(`${row.key} ${name}`);
    if (!rounds) return [];
    const good = rounds.filter(({ error }) => !error);
    const errors = rounds.filter(({ error }) => error).map(({ error }) => error);
    const remark = good.at(-1)?.remark;
    return [{ name, errors, remark, ...(good.length > 0 && describe(good)) }];
  });
  return told.map((one, place) => {
    const others = told.filter((other) => other !== one).map(({ summary }) => summary);
    const isMet = one.errors.length === 0 && row.isMet?.(one.summary, others);
    const verdict = one.name === "Squall" && row.goal ? (isMet ? "met" : "**missed**") : "";
    const title = place > 0 ? "" : `**${row.title}**${row.goal ? ` (${row.goal})` : ""}`;
    const failed = [...new Set(one.errors)].map((error) => `failed: ${error}`);
    const further = [one.remark, ...failed].filter(Boolean).join("; ");
    const cells = one.cells ?? Array(width).fill("–");
    return `| ${[title, one.name, ...cells, verdict, further].join(" | ")} |`;
  });
}

/** The whole document. `results` are lists of rounds by the row's key and the canvas' name. */
export function report(conditions, results, names) {
  const document = [...conditions, ""];
  for (const [title, columns, rows, describe] of SECTIONS) {
    const table = rows.flatMap((row) => lines(row, results, names, columns.length, describe));
    if (table.length === 0) continue;
    const head = ["What (goal for Squall)", "Canvas", ...columns, "Goal", "Further"];
    const rule = head.map(() => "---");
    const rowOf = (cells) => `| ${cells.join(" | ")} |`;
    document.push(`## ${title}`, "", rowOf(head), rowOf(rule), ...table, "");
  }
  return document.join("\n");
}
