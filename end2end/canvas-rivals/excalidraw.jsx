// Excalidraw as a rival in `cargo xtask bench canvas`: `?notes=FILE` opens a wall that is kept as Excalidraw
// keeps it, `?make=FILE` makes one from the bench's list of notes. `bench` is what the bench's hands may use.
import {
  CaptureUpdateAction,
  Excalidraw,
  convertToExcalidrawElements,
  getCommonBounds,
} from "@excalidraw/excalidraw";
import { createRoot } from "react-dom/client";
import "@excalidraw/excalidraw/index.css";

const COLOURS = {
  domainEvent: "#ffb066",
  command: "#a5d8ff",
  policy: "#d0bfff",
  readModel: "#b2f2bb",
  aggregate: "#ffec99",
  externalSystem: "#ffc9c9",
};

/** As far as Excalidraw goes out. */
const ZOOM_MIN = 0.1;
const isNew = new URLSearchParams(location.search).has("make");
const wall = await globalThis.fetched;

const id = (number) => `note-${number}`;

/** Sticky notes, which Excalidraw has not: rectangles with a text bound to each. */
function make() {
  return convertToExcalidrawElements(
    wall.map((note, number) => ({
      type: "rectangle",
      id: id(number),
      x: note.x - note.width / 2,
      y: note.y - note.height / 2,
      width: note.width,
      height: note.height,
      backgroundColor: COLOURS[note.kind],
      fillStyle: "solid",
      strokeWidth: 1,
      roughness: 0,
      label: { text: note.text, fontSize: 16 },
    })),
    { regenerateIds: false },
  );
}

function hands(api) {
  const never = CaptureUpdateAction.NEVER;
  const elements = () => api.getSceneElementsIncludingDeleted();
  const element = (number) => elements().find((one) => one.id === id(number));
  /** Its own fit goes in steps of 10 %. */
  const all = ({ width, height }) => {
    const [left, top, right, bottom] = getCommonBounds(elements());
    const fitting = 0.95 * Math.min(width / (right - left), height / (bottom - top));
    return { x: (left + right) / 2, y: (top + bottom) / 2, zoom: Math.max(ZOOM_MIN, fitting) };
  };
  return {
    ready: true,
    /** Puts a place of the wall into the middle of the screen; no zoom means: all that fits. */
    show(x, y, zoom) {
      const { width, height } = api.getAppState();
      api.updateScene({ appState: { selectedElementIds: {} }, captureUpdate: never });
      const to = zoom === null ? all({ width, height }) : { x, y, zoom };
      const scrollX = width / 2 / to.zoom - to.x;
      const scrollY = height / 2 / to.zoom - to.y;
      const appState = { scrollX, scrollY, zoom: { value: to.zoom } };
      api.updateScene({ appState, captureUpdate: never });
    },
    select(numbers) {
      const chosen = new Set(numbers.map(id));
      const both = elements().filter((one) => chosen.has(one.id) || chosen.has(one.containerId));
      const selectedElementIds = Object.fromEntries(both.map((one) => [one.id, true]));
      api.updateScene({ appState: { selectedElementIds }, captureUpdate: never });
    },
    zoom: () => api.getAppState().zoom.value,
    onScreen(x, y) {
      const { zoom, scrollX, scrollY } = api.getAppState();
      return [(x + scrollX) * zoom.value, (y + scrollY) * zoom.value];
    },
    place(number) {
      const { x, y } = element(number);
      return [x, y];
    },
    text: (number) => elements().find((one) => one.containerId === id(number)).text,
    kept: () => JSON.stringify(elements()),
    /** What comes from others arrives like this, were there a server. */
    others(people, moves) {
      const shown = people.map(([name, x, y], number) => {
        return [String(number), { username: name, pointer: { x, y, tool: "pointer" } }];
      });
      const places = new Map(moves.map(([number, x, y]) => [id(number), [x, y]]));
      const all = elements();
      const boxes = new Map(all.filter((one) => places.has(one.id)).map((one) => [one.id, one]));
      const moved = all.map((one) => {
        const box = boxes.get(one.containerId ?? one.id);
        if (!box) return one;
        const to = places.get(box.id);
        const [dx, dy] = [to[0] - box.x, to[1] - box.y];
        return { ...one, x: one.x + dx, y: one.y + dy, version: one.version + 1 };
      });
      api.updateScene({ elements: moved, collaborators: new Map(shown), captureUpdate: never });
    },
  };
}

function Page() {
  const started = (api) => {
    const wait = () => {
      const isThere = api.getSceneElements().length > 0 && !api.getAppState().isLoading;
      if (!isThere) requestAnimationFrame(wait);
      else globalThis.bench = hands(api);
    };
    wait();
  };
  const initialData = {
    elements: isNew ? make() : wall,
    appState: { viewBackgroundColor: "#ffffff" },
    scrollToContent: true,
  };
  return <Excalidraw initialData={initialData} excalidrawAPI={started} isCollaborating={false} />;
}

globalThis.EXCALIDRAW_ASSET_PATH = new URL("./", location.href).href;
createRoot(document.getElementById("root")).render(<Page />);
