/** Lines at the foot of the window that go away by themselves, but not while they are pointed at or have the focus. */
import { useEffect, useState } from "preact/hooks";
import { words } from "../data/words";
import { dismissToast, toasts, type Toast } from "../state";
import { Icon } from "./icons";

export function Toasts() {
  return <div class="toasts" role="status" aria-live="polite">{toasts.value.map((one) => <Line key={one.id} toast={one} />)}</div>;
}

function Line({ toast }: { toast: Toast }) {
  const [held, hold] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => dismissToast(toast.id), toast.seconds * 1000);
    return () => clearTimeout(timer);
  }, [held]);
  return (
    <div class="toast" onMouseEnter={() => hold(true)} onMouseLeave={() => hold(false)} onFocusIn={() => hold(true)} onFocusOut={() => hold(false)}>
      <span>{toast.text}</span>
      {toast.action && <button class="pill" onClick={() => { toast.action?.run(); dismissToast(toast.id); }}>{toast.action.label}</button>}
      <button class="icon" aria-label={words.close} onClick={() => dismissToast(toast.id)}><Icon name="close" /></button>
    </div>
  );
}
