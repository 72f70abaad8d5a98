const EVERY_MS = 20_000;
const GONE_MS = 600_000;
const SIGNS = ['pointerdown', 'keydown', 'scroll', 'visibilitychange'];
const LISTENING = { capture: true, passive: true };

type Calls = { stay: () => void; leave: () => void };

/**
 * Calls `stay` now and then while somebody looks and touches, and at once when they come back;
 * `leave` where a page was left open for ten minutes.
 */
export function whileThere({ stay, leave }: Calls): () => void {
  let touched = Date.now();
  let left = false;
  const touch = () => {
    const away = Date.now() - touched > EVERY_MS;
    touched = Date.now();
    left = false;
    if (away && document.visibilityState === 'visible') stay();
  };
  const look = () => {
    const gone = Date.now() - touched > GONE_MS;
    if (gone && !left) leave();
    left = gone;
    if (!gone && document.visibilityState === 'visible') stay();
  };
  for (const sign of SIGNS) document.addEventListener(sign, touch, LISTENING);
  const timer = setInterval(look, EVERY_MS);
  return () => {
    clearInterval(timer);
    for (const sign of SIGNS) document.removeEventListener(sign, touch, LISTENING);
  };
}
