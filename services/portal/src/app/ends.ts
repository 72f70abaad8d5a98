import { SIGN_IN_NEEDED } from '#api/call.ts';
import { lastWords, person } from '#device/person.ts';

// how the tabs of a browser hear of each other, and a page that the session ended before it
const ENDED = 'katrol.ended';

/** Leaves the page for another: nothing of it stays on screen, in memory or behind "back". */
export function goTo(address: string): void {
  hide();
  window.location.replace(address);
}

const hide = (): void => {
  document.documentElement.hidden = true;
};

let ending = false;

/**
 * The session is over, or somebody else's: the page begins anew with nothing of theirs. What was
 * just typed is kept for who typed it, unless they left themselves.
 */
export async function beginAnew(left = false): Promise<void> {
  if (ending) return;
  ending = true;
  hide();
  if (!left) {
    await Promise.allSettled([...lastWords].map((keep) => keep()));
    window.sessionStorage.setItem(ENDED, '');
  }
  window.location.reload();
}

/** Did this page begin anew because a session ended? Said once. */
export function hasEnded(): boolean {
  const ended = window.sessionStorage.getItem(ENDED) !== null;
  window.sessionStorage.removeItem(ENDED);
  return ended;
}

/** Tells the other tabs of this browser that somebody signed out. */
export const tellEnd = (): void => window.localStorage.setItem(ENDED, String(Date.now()));

/** From now on no page outlives the session that it shows. */
export function watchEnds(): void {
  const end = (left: boolean): void => void (person() && beginAnew(left));
  window.addEventListener(SIGN_IN_NEEDED, () => end(false));
  window.addEventListener('storage', ({ key }) => void (key === ENDED && end(true)));
  // a page that the browser keeps for "back" is kept empty, and asks anew when it comes back
  window.addEventListener('pagehide', ({ persisted }) => void (persisted && person() && hide()));
  window.addEventListener('pageshow', ({ persisted }) => void (persisted && end(true)));
}
