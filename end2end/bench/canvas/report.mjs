// The table: what was measured in all rounds, as lines of Markdown with the goals met or missed.
import { BYTES, FLOOR, MEMORY, ON_WALL, OPENING } from "./rows.mjs";

const quantile = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
const sorted = (list) => [...list].sort((a, b) => a - b);
const median = (list) => quantile(sorted(list), 0.5);

/** A figure with three digits, and its range where the rounds differ. */
function figure(values, digits = (value) => (value < 100 ? 1 : 0)) {
  const one = (value) => value.toFixed(digits(value));
  const [low, middle, high] = [Math.min(...values), median(values), Math.max(...values)].map(one);
  return low === high ? middle : `${middle} (${low}–${high})`;
}

const whole = (value) => Math.round(value).toLocaleString("en");

/** What is said of times: the median over rounds of p50 and p95, the longest of all. */
function ofTimes(rounds) {
  const p50 = rounds.map(({ times }) => quantile(times, 0.5));
  const p95 = rounds.map(({ times }) => quantile(times, 0.95));
  const max = Math.max(...rounds.flatMap(({ times }) => times.at(-1)));
  const sum = (times) => times.reduce((sum, time) => sum + time, 0);
  const rate = rounds.map(({ times }) => (times.length / sum(times)) * 1_000);
  const summary = { p50: median(p50), p95: median(p95), max };
  return { cells: [figure(p50), figure(p95), figure([max]), figure(rate)], summary };
}

/** The lines of a row: `results` by the system's name, each a list of rounds or errors. */
function lines(row, results, canvases, describe) {
  const told = new Map();
  for (const { name } of canvases) {
    const rounds = results.get(`${row.key} ${name}`) ?? [];
    const errors = rounds.filter(({ error }) => error).map(({ error }) => error);
    const good = rounds.filter(({ error }) => !error);
    if (rounds.length > 0) told.set(name, { errors, ...(good.length > 0 && describe(good)) });
  }
  return [...told].map(([name, { cells, summary, errors, remark }], place) => {
    const others = [...told].filter(([other]) => other !== name).map(([, { summary }]) => summary);
    const isComplete = others.every(Boolean);
    const isMet = summary && errors.length === 0 && isComplete && row.isMet?.(summary, others);
    const verdict = name === "Squall" && row.goal ? (isMet ? "met" : "**missed**") : "";
    const title = place === 0 ? `**${row.title}**${row.goal ? ` (${row.goal})` : ""}` : "";
    const further = [remark, ...new Set(errors.map((error) => `failed: ${error}`))].filter(Boolean);
    const shown = cells ?? ["–", "–", "–", "–"];
    return `| ${[title, name, ...shown, verdict, further.join("; ")].join(" | ")} |`;
  });
}

const remarkOf = (rounds) => rounds.at(-1).remark ?? "";

/** The whole document. */
export function report(conditions, results, canvases) {
  const frameRow = (row) => {
    return lines(row, results, row === FLOOR ? [{ name: "empty page" }] : canvases, (rounds) => {
      return { ...ofTimes(rounds), remark: remarkOf(rounds) };
    });
  };
  const typing = ON_WALL.filter(({ key }) => key === "typing");
  const moving = ON_WALL.filter(({ key }) => key !== "typing");
  const head = (first, columns) => [
    `| ${first} | Canvas | ${columns.join(" | ")} | Goal | Further |`,
    `| --- | --- |${" --- |".repeat(columns.length + 2)}`,
  ];
  const openingRow = (row) =>
    lines(row, results, canvases, (rounds) => {
      const [visible, interactive] = ["visible", "interactive"].map((name) => rounds.map((it) => it[name]));
      const summary = { visible: median(visible), interactive: median(interactive) };
      return { cells: [figure(visible, () => 0), figure(interactive, () => 0)], summary };
    });
  const bytesRow = lines(BYTES, results, canvases, (rounds) => {
    const { first, later } = rounds.at(-1);
    return { cells: [whole(first / 1e3), whole(later / 1e3)], summary: { first, later } };
  });
  const memoryRow = lines(MEMORY, results, canvases, (rounds) => {
    const bytes = rounds.map((it) => it.bytes);
    return { cells: [figure(bytes.map((it) => it / 1_048_576), () => 0)], summary: { bytes: median(bytes) } };
  });
  const table = (first, columns, rows) => {
    const width = columns.length;
    const fit = rows.map((row) => row.replace(/ – \| – \| – \| – \|/, ` ${"– | ".repeat(width).trim()}`));
    return rows.length > 0 ? [...head(first, columns), ...fit, ""] : [];
  };
  return [
    ...conditions,
    "",
    "## Frames",
    "",
    ...table("What (goal for Squall)", ["p50 ms", "p95 ms", "longest ms", "frames/s"], [FLOOR, ...moving].flatMap(frameRow)),
    "## Writing",
    "",
    ...table("What (goal for Squall)", ["p50 ms", "p95 ms", "longest ms", "keys/s of work"], typing.flatMap(frameRow)),
    "## Opening",
    "",
    ...table("What (goal for Squall)", ["seen after ms", "takes input after ms"], OPENING.flatMap(openingRow)),
    ...table("What (goal for Squall)", ["until it takes input, kB", "after that, kB"], bytesRow),
    ...table("What (goal for Squall)", ["MiB"], memoryRow),
  ].join("\n");
}
