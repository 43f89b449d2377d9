"use strict";
(() => {
  const at = (id) => document.getElementById(id);
  // In development mode no key is asked for.
  const needsKey = document.body.dataset.keys === "needed";
  const preview = at("preview");
  let address = null;
  let timer = null;
  let latest = 0;

  const request = (path, more) => {
    const headers = { "Content-Type": "application/json" };
    if (at("key").value) headers["X-API-Key"] = at("key").value;
    const options = { diagrams: at("diagrams").checked, ...more };
    const steps = Number(at("transpose").value);
    if (steps) options.transpose = steps;
    if (at("config").value.trim()) options.config = at("config").value;
    const body = { content: at("song").value, output_format: at("format").value, options };
    return fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  };

  const show = (element) => preview.replaceChildren(element);

  const tell = (text, style) => {
    const paragraph = document.createElement("p");
    paragraph.className = style;
    paragraph.textContent = text;
    show(paragraph);
  };

  // The readable name where there is one, else the plain one.
  const fileName = (disposition) => {
    const readable = disposition.match(/filename\*=UTF-8''([^;]+)/);
    const plain = disposition.match(/filename="([^"]+)"/);
    return readable ? decodeURIComponent(readable[1]) : plain ? plain[1] : "output";
  };

  const showDocument = async (response) => {
    const type = (response.headers.get("Content-Type") || "").split(";")[0];
    const blob = await response.blob();
    if (address) URL.revokeObjectURL(address);
    address = URL.createObjectURL(blob);
    const save = at("save");
    save.href = address;
    save.download = fileName(response.headers.get("Content-Disposition") || "");
    save.textContent = `Save ${save.download}`;
    save.hidden = false;
    if (type.startsWith("image/")) {
      const image = new Image();
      image.alt = "The first page";
      image.src = address;
      show(image);
    } else if (type === "application/pdf" || type === "text/html") {
      const frame = document.createElement("iframe");
      frame.title = "The result";
      if (type === "text/html") {
        frame.sandbox = "";
        frame.srcdoc = await blob.text();
      } else {
        frame.src = address;
      }
      show(frame);
    } else {
      const text = document.createElement("pre");
      text.textContent = await blob.text();
      show(text);
    }
  };

  // Selects a line of the song.
  const goTo = (line) => {
    const song = at("song");
    const lines = song.value.split("\n");
    const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    song.focus();
    song.setSelectionRange(start, start + (lines[line - 1] || "").length);
    song.scrollTop = song.scrollHeight * (line - 4) / lines.length;
  };

  const showFindings = async (turn) => {
    const response = await request("lint", { strict: true });
    if (!response.ok || turn !== latest) return;
    const { diagnostics } = await response.json();
    at("findings").replaceChildren(...diagnostics.slice(0, 50).map((finding) => {
      const item = document.createElement("li");
      item.className = finding.severity;
      if (finding.line) {
        const place = document.createElement("button");
        place.type = "button";
        place.textContent = `Line ${finding.line}`;
        place.addEventListener("click", () => goTo(finding.line));
        item.append(place, " ");
      }
      const hint = finding.hint ? ` – ${finding.hint}` : "";
      item.append(`${finding.message} (${finding.severity})${hint}`);
      return item;
    }));
  };

  const run = async () => {
    const turn = ++latest;
    try {
      const response = await request("convert");
      if (turn !== latest) return;
      if (response.ok) {
        await showDocument(response);
        await showFindings(turn);
      } else {
        const problem = await response.json();
        const place = problem.line ? ` (line ${problem.line})` : "";
        tell(`${problem.status}: ${problem.detail}${place}`, "fault");
        at("findings").replaceChildren();
      }
    } catch (error) {
      tell(`The service does not answer: ${error.message}`, "fault");
    }
  };

  at("controls").addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  // By itself only where it can be answered: every request without a key is noted as refused.
  const runIfKnown = () => {
    if (!needsKey || at("key").value) run();
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(runIfKnown, 400);
  };
  for (const id of ["song", "transpose", "config"]) at(id).addEventListener("input", later);
  for (const id of ["format", "diagrams", "key"]) at(id).addEventListener("change", runIfKnown);
  at("song").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      run();
    }
  });

  if (!needsKey) {
    at("key").closest("label").hidden = true;
    run();
  }
})();
