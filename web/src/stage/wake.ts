/** Keeps the screen on while the page is seen. */

/** Asks for a wake lock now and whenever the page comes back; returns what lets go of it. */
export function keepAwake(): () => void {
  let lock: WakeLockSentinel | null = null;
  let isOver = false;
  const ask = () => {
    if (document.visibilityState !== "visible") return;
    // Absent on insecure origins; refused where the battery is low.
    void navigator.wakeLock?.request("screen").then(
      (given) => {
        if (isOver) void given.release();
        else lock = given;
      },
      () => undefined,
    );
  };
  document.addEventListener("visibilitychange", ask);
  ask();
  return () => {
    isOver = true;
    document.removeEventListener("visibilitychange", ask);
    void lock?.release();
  };
}
