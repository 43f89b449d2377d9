/** Papers and screens that pages are made for. Sizes in points, upright. */
export interface Paper {
  name: string;
  label: string;
  size: string | [number, number];
}

export const papers: Paper[] = [
  { name: "a4", label: "A4", size: "a4" },
  { name: "letter", label: "Letter", size: "letter" },
  { name: "a5", label: "A5", size: "a5" },
  { name: "tablet", label: "Tablet 4:3", size: [540, 720] },
];

const POINTS: Record<string, [number, number]> = { a4: [595, 842], letter: [612, 792], a5: [420, 595] };

/** The settings that make pages of a paper. */
export function paperConfig(name: string, sideways: boolean): Record<string, unknown> {
  const size = papers.find((one) => one.name === name)?.size ?? name;
  if (!sideways) return { pdf: { papersize: size } };
  const [width, height] = typeof size === "string" ? (POINTS[size] ?? [595, 842]) : size;
  return { pdf: { papersize: [height, width] } };
}
