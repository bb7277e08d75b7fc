// What of a page is outside of the catalogue of texts: in the pseudo-language every text of the catalogue
// stands in ⟦ ⟧, whatever else can be read was written by people or is missing there.
import type { Locator, Page } from "@playwright/test";

/** The server's cookie for a language. */
export function cookie(origin: string, language: "de" | "en" | "pseudo") {
  return { name: "language", value: language, url: origin };
}

/** What people have written, and what is written alike in every language. */
const CONTENT = [
  "[dir='auto']:not(.hint-message)", // words from the wall
  "code", // the notation
  "kbd",
  "script",
  "style",
  "noscript", // read as one text; the server's page is in the catalogue as well
  ".link-correct option:not([value=''])", // names from the wall
  ".export-entry a", // names of formats
  ".brand", // the product's name
  ".top-bar h1", // the title of the board
  "#picture-what option:not([value='']):not([value='selection'])", // titles of frames
  "[lang]:not(html)", // the names of languages
  "#wall-preview", // the picture of the wall
  ".context-map text", // names on the wall, and signs that the legend explains
];

/** Every text that can be read or is read out, is none of people's words, and stands in no ⟦ ⟧. */
export async function outside(page: Page): Promise<string[]> {
  return page.evaluate((content) => {
    const found = new Set<string>();
    /** Looks at a text that begins inside of so many brackets; tells in how many it ends. */
    const check = (text: string | null, where: string, inside = 0) => {
      let [depth, rest] = [inside, ""];
      for (const c of text ?? "") {
        if (c === "⟦") depth += 1;
        else if (c === "⟧") depth -= 1;
        else if (depth === 0) rest += c;
      }
      if (/\p{L}{2}/u.test(rest)) found.add(`${where}: ${rest.trim()}`);
      return depth;
    };
    check(document.title, "title");
    for (const element of document.body.querySelectorAll("*")) {
      if (element.closest(content)) continue;
      for (const name of ["aria-label", "title", "placeholder", "alt", "aria-roledescription"]) {
        // What the phase asks was written by people.
        if (name === "title" && element.matches(".phase-button")) continue;
        check(element.getAttribute(name), `${element.nodeName} ${name}`);
      }
      // What stands in for painted notes holds their words.
      if (element.closest(".mirror")) continue;
      let depth = 0;
      for (const node of element.childNodes) {
        if (node.nodeType === Node.TEXT_NODE) depth = check(node.nodeValue, element.nodeName, depth);
      }
    }
    return [...found];
  }, CONTENT.join(","));
}

/** The buttons and labels whose words are wider than they are. */
export async function overflowing(within: Page | Locator): Promise<string[]> {
  const all = within.locator("button, label, summary, a.button, select, [role='status']");
  return all.evaluateAll((elements) => {
    const isShown = (it: Element) => it.getClientRects().length > 0 && !it.closest(".visually-hidden");
    // What is shortened on purpose says so.
    const isCut = (it: Element) => getComputedStyle(it).textOverflow === "ellipsis";
    const wide = elements.filter((it) => isShown(it) && !isCut(it) && it.scrollWidth > it.clientWidth + 1);
    const inline = (it: Element) => getComputedStyle(it).display === "inline";
    return wide.filter((it) => !inline(it)).map((it) => `${it.nodeName} ${it.id}: ${it.textContent?.trim()}`);
  });
}
