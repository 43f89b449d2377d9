/** More settings: made from `/options`, and the settings of the page that have no option. Each shows its configuration. */
import { useRef, useState } from "preact/hooks";
import { words } from "../data/words";
import type { OptionDescription } from "../service/types";
import { badField } from "../service/preview";
import { look, optionTable, panel, presets } from "../state";
import { setLook } from "./actions";
import { Icon } from "./icons";
import { Popover } from "./Popover";
import { holds, merged, only, without, type Tree } from "./tree";

/** Options that have a place elsewhere, or make no sense for pages on a screen. */
const ELSEWHERE = new Set([
  "transpose", "capo", "key", "config", "title", "subtitle", "contents", "from", "chords_over_lyrics", "disposition", "filename",
  "profile", "meta", "strict", "fragment", "page", "resolution", "separate", "styles", "today", "start_page", "transcode", "interactive", "decapo", "vertical_space",
]);
const GROUPS: { group: string; label: string }[] = [
  { group: "page", label: "Page" }, { group: "letters", label: "Letters" }, { group: "diagrams", label: "Diagrams" }, { group: "music", label: "Music" },
];

/** A setting of the configuration: its path, and what may be chosen. */
interface Setting {
  label: string;
  group: string;
  values: { label: string; config: Record<string, unknown> | null }[];
}

const sizes = (share: number) => ({ pdf: { fonts: { text: { size: Math.round(14 * share * 2) / 2 }, chord: { size: Math.round(12 * share * 2) / 2 } } } });
const spacing = (value: number) => ({ pdf: { spacing: { lyrics: value } } });

const SETTINGS: Setting[] = [
  { label: "Columns", group: "page", values: [{ label: "As the style", config: null }, ...[1, 2, 3].map((columns) => ({ label: String(columns), config: { settings: { columns } } }))] },
  { label: "Fit on one page", group: "page", values: [{ label: "No", config: null }, { label: "Yes", config: { native: { "fit-to-page": true } } }] },
  { label: "Letter size", group: "letters", values: [{ label: "Small", config: sizes(0.82) }, { label: "As the style", config: null }, { label: "Large", config: sizes(1.2) }, { label: "Very large", config: sizes(1.45) }] },
  { label: "Line spacing", group: "letters", values: [{ label: "Tight", config: spacing(1.05) }, { label: "As the style", config: null }, { label: "Wide", config: spacing(1.5) }] },
  { label: "Where diagrams stand", group: "diagrams", values: [{ label: "As the style", config: null }, ...["bottom", "top", "right", "below"].map((show) => ({ label: show.charAt(0).toUpperCase() + show.slice(1), config: { pdf: { diagrams: { show } } } }))] },
  { label: "Chorus repeated", group: "page", values: [{ label: "Its name", config: null }, { label: "All its lines", config: { pdf: { chorus: { recall: { quote: true } } } } }] },
];

export function MoreSettings() {
  const button = useRef<HTMLButtonElement>(null);
  const bad = badField.value !== null;
  return (
    <>
      <button ref={button} class={bad ? "icon bad" : "icon"} aria-label={words.moreSettings} title={words.moreSettings} aria-haspopup="dialog" aria-expanded={panel.value === "settings"} onClick={() => (panel.value = panel.value === "settings" ? null : "settings")}><Icon name="settings" /></button>
      <Popover name="settings" label={words.moreSettings} anchor={button} width={360} align="end"><Groups /></Popover>
    </>
  );
}

function Groups() {
  const options = Object.entries(optionTable.value)
    .filter(([name, one]) => one.group !== undefined && one.group !== "book" && !ELSEWHERE.has(name))
    .sort(([, a], [, b]) => (a.order ?? 0) - (b.order ?? 0));
  return (
    <div class="settings">
      {GROUPS.map(({ group, label }) => (
        <div key={group} role="group" aria-label={label}>
          <h3>{label}</h3>
          {SETTINGS.filter((one) => one.group === group).map((one) => <ConfigChoice key={one.label} setting={one} />)}
          {group === "music" && <Notation />}
          {options.filter(([, one]) => one.group === group).map(([name, one]) => <OptionRow key={name} name={name} option={one} />)}
          <Configuration group={group} options={options.filter(([, one]) => one.group === group).map(([name]) => name)} />
        </div>
      ))}
    </div>
  );
}

/** No or yes. */
function isSwitch(setting: Setting): boolean {
  return setting.values.length === 2 && setting.values[0]?.label === "No";
}

function ConfigChoice({ setting }: { setting: Setting }) {
  const now = look.value.config;
  const chosen = setting.values.findIndex((one) => one.config && holds(now, one.config));
  const index = chosen >= 0 ? chosen : setting.values.findIndex((one) => one.config === null);
  const choose = (to: number) => {
    const one = setting.values[to];
    if (!one) return;
    const clean = setting.values.reduce((tree, other) => (other.config ? without(tree, other.config) : tree), now);
    setLook(`${setting.label.toLowerCase()} ${one.label.toLowerCase()}`, { config: one.config ? merged(clean, one.config) : clean });
  };
  if (isSwitch(setting)) {
    return <label class="row"><span>{setting.label}</span><input type="checkbox" role="switch" checked={index === 1} onChange={(event) => choose(event.currentTarget.checked ? 1 : 0)} /></label>;
  }
  return (
    <label class="row">
      <span>{setting.label}</span>
      <select value={String(index)} onChange={(event) => choose(Number(event.currentTarget.value))}>
        {setting.values.map((one, at) => <option key={at} value={String(at)}>{one.label}</option>)}
      </select>
    </label>
  );
}

function Notation() {
  const now = look.value.options["transcode"];
  const known = presets.value.filter((one) => one.group === "notation").sort((a, b) => a.order - b.order).map((one) => ({ value: one.name.replace(/^notes:/, ""), label: one.label }));
  const table = optionTable.value["transcode"]?.values?.map(choiceOf) ?? [];
  const list = known.length > 0 ? known : table;
  if (list.length === 0) return null;
  return (
    <label class="row">
      <span>Notation</span>
      <select value={String(now ?? "")} onChange={(event) => setOption("transcode", "notation", event.currentTarget.value || undefined)}>
        <option value="">As written</option>
        {list.map((one) => <option key={String(one.value)} value={String(one.value)}>{one.label}</option>)}
      </select>
    </label>
  );
}

function choiceOf(one: { value: unknown; label: string } | string): { value: unknown; label: string } {
  return typeof one === "string" ? { value: one, label: one } : one;
}

function setOption(name: string, label: string, value: unknown): void {
  const options = { ...look.value.options };
  if (value === undefined) delete options[name];
  else options[name] = value;
  setLook(label.toLowerCase(), { options });
}

function OptionRow({ name, option }: { name: string; option: OptionDescription }) {
  const label = option.label ?? name;
  const value = look.value.options[name];
  const bad = badField.value === name;
  const set = (to: unknown) => setOption(name, label, to);
  return (
    <label class={bad ? "row bad" : "row"} title={option.description}>
      <span>{label}</span>
      <Control option={option} value={value} bad={bad} set={set} />
    </label>
  );
}

function Control({ option, value, bad, set }: { option: OptionDescription; value: unknown; bad: boolean; set: (to: unknown) => void }) {
  if (option.values) {
    const list = option.values.map(choiceOf);
    const at = list.findIndex((one) => one.value === (value ?? "none"));
    return (
      <select aria-invalid={bad} value={String(at)} onChange={(event) => set(list[Number(event.currentTarget.value)]?.value)}>
        {!list.some((one) => one.value === "none") && <option value="-1">As the style</option>}
        {list.map((one, index) => <option key={index} value={String(index)}>{one.label}</option>)}
      </select>
    );
  }
  if (option.type === "boolean") {
    return (
      <select aria-invalid={bad} value={value === undefined ? "" : String(value)} onChange={(event) => set(event.currentTarget.value === "" ? undefined : event.currentTarget.value === "true")}>
        <option value="">As the style</option><option value="true">Yes</option><option value="false">No</option>
      </select>
    );
  }
  if (/number|integer/.test(option.type)) {
    const low = option.min ?? option.minimum;
    const high = option.max ?? option.maximum;
    return <input type="number" aria-invalid={bad} min={low} max={high} step={option.step ?? (option.type.includes("integer") ? 1 : "any")} value={value === undefined ? "" : String(value)} onChange={(event) => set(event.currentTarget.value === "" ? undefined : Number(event.currentTarget.value))} />;
  }
  return <input type="text" aria-invalid={bad} value={typeof value === "string" ? value : ""} onChange={(event) => set(event.currentTarget.value || undefined)} />;
}

/** Parts of the configuration that belong to a group of this popover. */
const PATHS: Record<string, Tree> = {
  page: { settings: { columns: 1 }, pdf: { chorus: 1 }, native: 1 }, letters: { pdf: { fonts: 1, spacing: 1 } }, diagrams: { pdf: { diagrams: 1 } }, music: {},
};

function Configuration({ group, options }: { group: string; options: string[] }) {
  const [open, setOpen] = useState(false);
  const [copied, setCopied] = useState(false);
  const own = options.concat(group === "music" ? ["transcode"] : []).filter((name) => name in look.value.options);
  const set: Tree = Object.fromEntries(own.map((name) => [name, look.value.options[name]]));
  const config = only(look.value.config, PATHS[group] ?? {});
  const preset = presets.value.find((one) => one.name === look.value.style);
  const text = JSON.stringify({ ...set, config: [look.value.instrument, preset?.name ?? look.value.style, config] }, null, 2);
  const copy = () => void navigator.clipboard.writeText(text).then(() => setCopied(true));
  return (
    <div class="configuration">
      <button class="textual" aria-expanded={open} onClick={() => setOpen(!open)}><Icon name="code" />{words.asConfiguration}</button>
      {open && <><pre tabIndex={0}>{text}</pre><button class="pill" onClick={copy}>{copied ? words.copied : words.copy}</button></>}
    </div>
  );
}
