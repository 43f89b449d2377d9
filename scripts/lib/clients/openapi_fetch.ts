// A client of openapi-typescript and openapi-fetch.

import createClient from "openapi-fetch";
import type { components, paths } from "./openapi.js";
import { check, checkPdf, key, misspelt, picture, second, song, url } from "./songs.js";

type ConvertRequest = components["schemas"]["ConvertRequest"];
const client = createClient<paths>({ baseUrl: url, headers: { "X-API-Key": key } });

const pdf = await client.POST("/convert/pdf", {
  body: { content: song, options: { transpose: 2, config: ["ukulele"], meta: { artist: "Traditional" } } } satisfies ConvertRequest,
  parseAs: "arrayBuffer",
});
check(pdf.data !== undefined, "no document");
await checkPdf(pdf.data, false);

const book = await client.POST("/convert/pdf", {
  body: { songs: [song, { name: "two.cho", content: second }], options: { title: "Our songs" }, files: { "logo.png": picture } },
  parseAs: "arrayBuffer",
});
check(book.data !== undefined && book.response.headers.get("chordpro-songs") === "2", "no book");
await checkPdf(book.data, true);

const findings = await client.POST("/lint", { body: { content: misspelt } });
const found: components["schemas"]["Diagnostic"][] = findings.data?.diagnostics ?? [];
check(found[0]?.severity === "warning", "nothing was noticed");

const data = await client.POST("/convert/json", { body: { content: song } });
const title: string | undefined = data.data?.songs[0]?.title;
check(title === "Amazing Grace", "the song as data has no title");

const wrong = await client.POST("/convert/pdf", { body: { content: " " }, parseAs: "arrayBuffer" });
check(wrong.error?.status === 400 && wrong.error.field === "content", "no problem was read");
