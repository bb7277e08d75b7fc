// The wall that every canvas shows: sections of sticky notes in a grid, the same for the same count.

/** Board units, y down, like Squall's. */
export const NOTE = 120;
export const PITCH = 150;
/** Between two sections; so narrow that all fits at 5 %. */
const AISLE = 200;
/** Notes in a row and in a column of a section, and sections side by side, by the count of notes. */
const SHAPES = new Map([
  [100, { columns: 10, rows: 10, across: 1 }],
  [1_000, { columns: 25, rows: 20, across: 2 }],
  [10_000, { columns: 25, rows: 20, across: 5 }],
]);

const THINGS = ["Order", "Parcel", "Invoice", "Customer", "Voucher", "Basket", "Delivery"];
const VERBS = [["place", "placed"], ["ship", "shipped"], ["check", "checked"], ["pack", "packed"]];
/** Words that stand on notes and nowhere else on a page. */
export const WORDS = ["Parcel", "Voucher", "Invoice"];

/** Two to five words for each kind. */
const TEXTS = [
  ["command", (thing, [verb], n) => `${verb[0].toUpperCase()}${verb.slice(1)} ${thing} ${n}`],
  ["aggregate", (thing, _, n) => `${thing} ${n}`],
  ["domainEvent", (thing, [, done], n) => `${thing} ${n} was ${done}`],
  ["policy", (thing, [, done], n) => `Whenever ${thing} ${n} was ${done}`],
  ["readModel", (thing, _, n) => `Open ${thing} list ${n}`],
  ["externalSystem", (thing, _, n) => `${thing} archive ${n}`],
];

/** A wall of 100, 1,000 or 10,000 notes: `notes` with centres, `bounds`, and the `section` in which hands are
 * at work, with the numbers of its notes and the one in its middle. */
export function wall(count) {
  const { columns, rows, across } = SHAPES.get(count);
  const perSection = columns * rows;
  const notes = Array.from({ length: count }, (_, number) => {
    const section = Math.floor(number / perSection);
    const [column, row] = [number % columns, Math.floor((number % perSection) / columns)];
    const left = (section % across) * (columns * PITCH + AISLE);
    const top = Math.floor(section / across) * (rows * PITCH + AISLE);
    const [kind, text] = TEXTS[(number + row) % TEXTS.length];
    const thing = THINGS[(number * 5 + row) % THINGS.length];
    return {
      kind,
      x: left + column * PITCH + NOTE / 2,
      y: top + row * PITCH + NOTE / 2,
      width: NOTE,
      height: NOTE,
      text: text(thing, VERBS[number % VERBS.length], number),
    };
  });
  // One with neighbours on all sides, where there is one.
  const chosen = count === 10_000 ? 7 : 0;
  const first = chosen * perSection;
  const numbers = Array.from({ length: perSection }, (_, index) => first + index);
  const middle = first + Math.floor(rows / 2) * columns + Math.floor(columns / 2);
  return {
    count,
    notes,
    bounds: around(notes),
    section: { numbers, middle, bounds: around(numbers.map((number) => notes[number])) },
  };
}

function around(notes) {
  const half = NOTE / 2;
  const [xs, ys] = [notes.map((note) => note.x), notes.map((note) => note.y)];
  return {
    left: Math.min(...xs) - half,
    top: Math.min(...ys) - half,
    right: Math.max(...xs) + half,
    bottom: Math.max(...ys) + half,
  };
}
