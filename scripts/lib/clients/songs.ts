// What the clients of this folder share: songs, a picture, and a way to say that something is not as it must be.

declare const process: { env: Record<string, string | undefined> };

export const url = process.env["URL"] ?? "";
export const key = process.env["KEY"] ?? "";

export const song = "{title: Amazing Grace}\n\n[C]Amazing grace how [F]sweet the [C]sound\n";
export const second = "{title: Two}\n{image: logo.png}\n[G]Two\n";
export const misspelt = "{titel: Grace}\n[C]la\n";
/** A picture of one pixel, in base64. */
export const picture =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEANl9ngAAAAABJRU5ErkJggg==";
export const pictureFile = new File([Uint8Array.from(atob(picture), (c) => c.charCodeAt(0))], "logo.png");

export function check(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw new Error(sentence);
}

/** Checks that these are the bytes of a PDF, and whether it has a picture. */
export async function checkPdf(document: Blob | ArrayBuffer, hasPicture: boolean): Promise<void> {
  const bytes = document instanceof ArrayBuffer ? document : await document.arrayBuffer();
  const text = new TextDecoder("latin1").decode(bytes);
  check(text.startsWith("%PDF-"), "the answer is no PDF");
  check(/\/Subtype\s*\/Image/.test(text) === hasPicture, `a picture is there: ${!hasPicture}`);
}
