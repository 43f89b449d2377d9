/** The strip under the text: how many findings there are, the first of them, the list. */
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { words } from "../data/words";
import { applyFix, fixAll, placedFindings, sameKind, type Placed } from "../editor/findings";
import { withEditor } from "../editor/mount";
import { answer, answerIndex, content, editor, isEmpty } from "../state";
import { layout } from "./media";
import { Icon } from "./icons";

const open = signal(false);

function now(): Placed[] {
  // They are in the editor, which moves them with the text.
  void [answer.value, content.value, answerIndex.value];
  return withEditor((view) => placedFindings(view.state)) ?? [];
}

export function Strip() {
  const [, redraw] = useState(0);
  // The editor takes an answer's findings right after the signal changes.
  useEffect(() => {
    const stop = answer.subscribe(() => queueMicrotask(() => redraw((count) => count + 1)));
    return stop;
  }, []);
  const all = now();
  const serious = all.filter((one) => one.finding.severity !== "hint");
  const first = serious[0];
  return (
    <div class="findings">
      {open.value && all.length > 0 && <List all={all} />}
      <div class="strip">
        {first ? <First placed={first} count={serious.length} errors={serious.filter((one) => one.finding.severity === "error").length} /> : <Calm />}
        {!first?.finding.fixes[0] && <span class="space" />}
        {all.length > 0 && <button class="icon" aria-expanded={open.value} aria-label={open.value ? words.hideAll : words.showAll} title={open.value ? words.hideAll : words.showAll} onClick={() => (open.value = !open.value)}><Icon name={open.value ? "down" : "up"} /></button>}
      </div>
      <Spoken count={serious.length} />
    </div>
  );
}

function Calm() {
  if (isEmpty.value) return <span class="t">{words.nothingYet}</span>;
  if (!answer.value) return <span class="t">{words.checking}</span>;
  return <span class="ok"><Icon name="check" />{words.nothingToFix}</span>;
}

function First({ placed, count, errors }: { placed: Placed; count: number; errors: number }) {
  const { finding } = placed;
  const phone = layout.value === "phone";
  const fix = finding.fixes[0];
  return (
    <>
      <span class={errors > 0 ? "n error" : "n"}><Icon name={errors > 0 ? "error" : "warning"} /><span>{phone ? finding.message : words.toLookAt(count)}</span></span>
      {!phone && <button class="t textual" onClick={() => goTo(placed)}>{words.lineSays(finding.line, finding.message)}</button>}
      {fix && <><span class="space" /><button class="pill go" onClick={() => withEditor((view) => applyFix(view, placed, fix))}>{phone ? fix.title.replace(/^Change to /, "") : fix.title}</button></>}
    </>
  );
}

function goTo(placed: Placed): void {
  withEditor((view) => {
    view.dispatch({ selection: { anchor: Math.min(placed.from, view.state.doc.length) }, scrollIntoView: true });
  });
  editor.current?.focus();
}

function List({ all }: { all: Placed[] }) {
  const hints = all.filter((one) => one.finding.severity === "hint");
  const others = all.filter((one) => one.finding.severity !== "hint");
  return (
    <div class="list" role="region" aria-label="Findings" tabIndex={0}>
      <ul>{others.map((one, index) => <Row key={index} placed={one} />)}</ul>
      {hints.length > 0 && <><h3>{words.hints}</h3><ul>{hints.map((one, index) => <Row key={index} placed={one} />)}</ul></>}
    </div>
  );
}

function Row({ placed }: { placed: Placed }) {
  const { finding } = placed;
  const fix = finding.fixes[0];
  const many = withEditor((view) => sameKind(view.state, placed).length) ?? 0;
  return (
    <li class={finding.severity}>
      <button class="textual" onClick={() => goTo(placed)}>
        <Icon name={finding.severity === "error" ? "error" : finding.severity === "warning" ? "warning" : "help"} />
        <span>{words.lineSays(finding.line, finding.message)}{finding.hint && <small>{finding.hint}</small>}</span>
      </button>
      {fix && <button class="pill" onClick={() => withEditor((view) => applyFix(view, placed, fix))}>{fix.title}</button>}
      {fix && many > 1 && <button class="pill" onClick={() => withEditor((view) => fixAll(view, placed))}>{words.fixAll(many)}</button>}
    </li>
  );
}

/** Says the count at rest, a second after typing. */
function Spoken({ count }: { count: number }) {
  const [said, say] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => say(isEmpty.value ? "" : count > 0 ? words.toLookAt(count) : words.nothingToFix), 1000);
    return () => clearTimeout(timer);
  }, [count, content.value]);
  return <span class="unseen" role="status">{said}</span>;
}
