// A client of @hey-api/openapi-ts.

import { createClient } from "./hey_api_client/client/index.js";
import { convertToJson, convertToPdf, lint } from "./hey_api_client/index.js";
import type { Diagnostic } from "./hey_api_client/index.js";
import { check, checkPdf, key, misspelt, picture, second, song, url } from "./songs.js";

const client = createClient({ baseUrl: url, headers: { "X-API-Key": key } });

const pdf = await convertToPdf({ client, body: { content: song, options: { transpose: 2 } } });
check(pdf.data !== undefined, "no document");
await checkPdf(pdf.data, false);

const book = await convertToPdf({
  client,
  body: { songs: [song, { name: "two.cho", content: second }], options: { title: "Our songs" }, files: { "logo.png": picture } },
});
check(book.data !== undefined && book.response?.headers.get("chordpro-songs") === "2", "no book");
await checkPdf(book.data, true);

const findings = await lint({ client, body: { content: misspelt } });
const found: Diagnostic[] = findings.data?.diagnostics ?? [];
check(found[0]?.severity === "warning", "nothing was noticed");

const data = await convertToJson({ client, body: { content: song } });
check(data.data?.songs[0]?.title === "Amazing Grace", "the song as data has no title");

const wrong = await convertToPdf({ client, body: { content: " " } });
check(wrong.error?.status === 400 && wrong.error.field === "content", "no problem was read");
