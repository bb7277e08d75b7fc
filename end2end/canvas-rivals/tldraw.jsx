// tldraw as a rival in `cargo xtask bench canvas`: `?notes=FILE` opens a wall that is kept as tldraw keeps
// it, `?make=FILE` makes one from the bench's list of notes. `bench` is what the bench's hands may use.
import { getAssetUrls } from "@tldraw/assets/selfHosted";
import { createRoot } from "react-dom/client";
import { Tldraw, createShapeId, getSnapshot, toRichText } from "tldraw";
import "tldraw/tldraw.css";

const COLOURS = {
  domainEvent: "orange",
  command: "light-blue",
  policy: "light-violet",
  readModel: "light-green",
  aggregate: "yellow",
  externalSystem: "light-red",
};
/** tldraw's notes are 200 wide at their own size. */
const SCALE = 120 / 200;

const assetUrls = getAssetUrls({ baseUrl: "assets" });
const isNew = new URLSearchParams(location.search).has("make");
const wall = await globalThis.fetched;

const id = (number) => createShapeId(`note-${number}`);

function make(editor) {
  const shapes = wall.map((note, number) => ({
    id: id(number),
    type: "note",
    x: note.x - note.width / 2,
    y: note.y - note.height / 2,
    props: {
      color: COLOURS[note.kind],
      richText: toRichText(note.text),
      font: "sans",
      size: "m",
      scale: SCALE,
    },
  }));
  editor.createShapes(shapes);
}

function hands(editor) {
  return {
    ready: true,
    /** Puts a place of the wall into the middle of the screen; no zoom means: all that fits. */
    show(x, y, zoom) {
      editor.selectNone();
      if (zoom === null) editor.zoomToFit({ immediate: true });
      else {
        const { w, h } = editor.getViewportScreenBounds();
        const camera = { x: -x + w / 2 / zoom, y: -y + h / 2 / zoom, z: zoom };
        editor.setCamera(camera, { immediate: true });
      }
    },
    select: (numbers) => void editor.select(...numbers.map(id)),
    zoom: () => editor.getZoomLevel(),
    onScreen(x, y) {
      const at = editor.pageToViewport({ x, y });
      return [at.x, at.y];
    },
    place(number) {
      const { x, y } = editor.getShape(id(number));
      return [x, y];
    },
    text: (number) => JSON.stringify(editor.getShape(id(number)).props.richText),
    kept: () => JSON.stringify(getSnapshot(editor.store).document),
    /** What comes from others arrives like this, were there a server. */
    others(people, moves) {
      const cursors = people.map(([name, x, y], number) => ({
        id: `instance_presence:${number}`,
        typeName: "instance_presence",
        userId: `user:${number}`,
        userName: name,
        lastActivityTimestamp: Date.now(),
        color: "#d9480f",
        camera: null,
        selectedShapeIds: [],
        currentPageId: editor.getCurrentPageId(),
        brush: null,
        scribbles: [],
        screenBounds: null,
        followingUserId: null,
        cursor: { x, y, type: "default", rotation: 0 },
        chatMessage: "",
        meta: {},
      }));
      const moved = moves.map(([number, x, y]) => ({ ...editor.getShape(id(number)), x, y }));
      editor.store.mergeRemoteChanges(() => editor.store.put([...cursors, ...moved]));
    },
  };
}

function mounted(editor) {
  if (isNew) make(editor);
  globalThis.bench = hands(editor);
}

createRoot(document.getElementById("root")).render(
  <Tldraw
    assetUrls={assetUrls}
    snapshot={isNew ? undefined : wall}
    options={{ maxShapesPerPage: 30_000 }}
    onMount={mounted}
  />,
);
