/** Makes photos small enough for a request; other pictures stay as they are. */

/** Bytes from which a picture is drawn anew: the service takes one megabyte, in base64, for everything. */
const LARGE = 500_000;
/** Pixels of the longer side, enough for the width of a page at 200 dots per inch. */
const SIDE = 1600;

/** The picture, or a smaller one as JPEG. */
export async function shrinkPicture(blob: Blob): Promise<Blob> {
  if (blob.size < LARGE || blob.type === "image/svg+xml") return blob;
  try {
    const bitmap = await createImageBitmap(blob);
    const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    const context = canvas.getContext("2d");
    if (!context) return blob;
    // JPEG has no transparency; pages are white.
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    const small = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
    return small && small.size < blob.size ? small : blob;
  } catch {
    return blob;
  }
}
