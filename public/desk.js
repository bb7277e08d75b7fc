// The worker beside the wall: carries messages to the module that derives the model, and back.
import init, { take } from "/pkg/desk.js";

const ready = init({ module_or_path: "/pkg/desk.wasm" });

self.onmessage = async (event) => {
  try {
    await ready;
    const answer = take(event.data);
    if (answer) self.postMessage(answer, [answer.buffer]);
  } catch (error) {
    console.error(error);
    // The page makes another worker.
    self.postMessage(null);
    self.close();
  }
};
