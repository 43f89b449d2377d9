/** Prints the song: its PDF in a hidden frame, or its pages as SVG where the browser shows no PDF. */
import { convert, post } from "../service/client";
import { convertBody } from "../service/request";
import type { PreviewAnswer } from "../service/types";

/** Milliseconds that a PDF may take to appear in the frame. */
const PATIENCE = 5000;

/** Rejects with what the service says. */
export async function printPages(): Promise<void> {
  // Browsers without a viewer would save the PDF in place of showing it.
  if (navigator.pdfViewerEnabled && (await printPdf(await convert(convertBody("song"), "pdf")))) return;
  await printSvg();
}

/** Whether the browser printed the document. */
async function printPdf(pdf: Blob): Promise<boolean> {
  document.querySelector("iframe.print-frame")?.remove();
  const frame = document.createElement("iframe");
  frame.className = "print-frame";
  frame.title = "Print";
  frame.tabIndex = -1;
  const address = URL.createObjectURL(pdf);
  const isLoaded = new Promise<boolean>((resolve) => {
    frame.onload = () => resolve(true);
    setTimeout(() => resolve(false), PATIENCE);
  });
  frame.src = address;
  document.body.append(frame);
  try {
    if (!(await isLoaded)) throw new Error("no viewer");
    frame.contentWindow?.focus();
    frame.contentWindow?.print();
    return true;
  } catch {
    frame.remove();
    URL.revokeObjectURL(address);
    return false;
  }
}

/** Puts the pages into the document for the time of printing; everything else is hidden then (`print.css`). */
async function printSvg(): Promise<void> {
  const response = await post("preview", { ...convertBody("song"), preview: { known: [] } });
  const { pages } = (await response.json()) as PreviewAnswer;
  const box = document.createElement("div");
  box.className = "print-pages";
  for (const page of pages) {
    if (!page.svg) continue;
    box.append(document.adoptNode(new DOMParser().parseFromString(page.svg, "image/svg+xml").documentElement));
  }
  const first = pages[0];
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`@page { size: ${first?.width ?? 595}pt ${first?.height ?? 842}pt; margin: 0 }`);
  document.adoptedStyleSheets.push(sheet);
  document.body.append(box);
  const over = () => {
    box.remove();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
  };
  addEventListener("afterprint", over, { once: true });
  window.print();
}
