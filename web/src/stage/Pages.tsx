/** The pages of the song as they are printed, as large as the screen allows. */
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { isPaper, pages, pagesPerScreen, screen, screenCount } from "./session";

export function Pages() {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const dom = box.current;
    if (!dom) return;
    // Two pages beside each other where the screen is wide.
    const observer = new ResizeObserver(() => (pagesPerScreen.value = dom.clientWidth > dom.clientHeight * 1.2 ? 2 : 1));
    observer.observe(dom);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    screen.value = Math.min(screen.value, screenCount.value - 1);
  }, [screenCount.value]);
  const first = screen.value * pagesPerScreen.value;
  const count = pages.value.length;
  return (
    <div class={isPaper.value ? "sheets" : "sheets night"} ref={box}>
      {pages.value.slice(first, first + pagesPerScreen.value).map((svg, index) => (
        <Sheet key={`${first + index}`} svg={svg} label={`Page ${first + index + 1} of ${count}`} />
      ))}
    </div>
  );
}

function Sheet({ svg, label }: { svg: string; label: string }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const drawn = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
    drawn.setAttribute("role", "img");
    drawn.setAttribute("aria-label", label);
    const { width = 595, height = 842 } = (drawn as unknown as SVGSVGElement).viewBox?.baseVal ?? {};
    (drawn as unknown as SVGSVGElement).style.setProperty("--ratio", String(width / height));
    box.current?.replaceChildren(document.adoptNode(drawn));
  }, [svg]);
  return <div class="sheet-on-stage" ref={box} />;
}
