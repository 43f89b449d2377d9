// What pdf.js, the viewer of Firefox, makes of documents: a line of JSON for each. Whatever it complains about is told.

import {readFileSync} from "node:fs";

const complaints = [];
for (const name of ["log", "info", "warn", "error"]) {
  console[name] = (...words) => complaints.push(words.join(" "));
}
const library = new URL(process.argv[2] + "/");
const {getDocument} = await import(new URL("legacy/build/pdf.mjs", library));

// The index of the page to which a link or an entry of the outline leads; nothing where it leads nowhere.
async function target(document, destination) {
  const place = typeof destination === "string" ? await document.getDestination(destination) : destination;
  if (!Array.isArray(place)) return null;
  return typeof place[0] === "number" ? place[0] : await document.getPageIndex(place[0]);
}

async function looseEntries(document, entries) {
  const loose = [];
  for (const entry of entries ?? []) {
    const leads = entry.dest === null || (await target(document, entry.dest)) !== null;
    if (!leads) loose.push(entry.title);
    loose.push(...(await looseEntries(document, entry.items)));
  }
  return loose;
}

function roles(node, found) {
  if (node?.role) found.add(node.role);
  for (const child of node?.children ?? []) roles(child, found);
}

async function facts(document) {
  const loose = await looseEntries(document, await document.getOutline());
  const texts = [];
  const found = new Set();
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number);
    const content = await page.getTextContent();
    texts.push(content.items.map(item => item.str + (item.hasEOL ? "\n" : "")).join(""));
    for (const link of await page.getAnnotations()) {
      const leads = link.url || (await target(document, link.dest)) !== null;
      if (!leads) loose.push(`a link on page ${number}`);
    }
    roles(await page.getStructTree(), found);
    // Reads the fonts and the pictures.
    await page.getOperatorList();
  }
  return {
    pages: document.numPages,
    labels: (await document.getPageLabels())?.length ?? null,
    title: (await document.getMetadata()).info.Title ?? null,
    entries: (await document.getOutline())?.length ?? 0,
    loose,
    texts,
    roles: [...found],
  };
}

for (const file of process.argv.slice(3)) {
  complaints.length = 0;
  const answer = {file};
  const task = getDocument({
    data: new Uint8Array(readFileSync(file)),
    verbosity: 1,
    stopAtErrors: true,
    standardFontDataUrl: new URL("standard_fonts/", library).pathname,
    cMapUrl: new URL("cmaps/", library).pathname,
    wasmUrl: new URL("wasm/", library).pathname,
    iccUrl: new URL("iccs/", library).pathname,
  });
  try {
    Object.assign(answer, await facts(await task.promise));
  } catch (error) {
    complaints.push(String(error));
  }
  await task.destroy();
  answer.complaints = [...complaints];
  process.stdout.write(JSON.stringify(answer) + "\n");
}
