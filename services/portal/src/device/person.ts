let subject = '';

/** Whose screen this is: the subject of who is signed in, empty for nobody. */
export const person = (): string => subject;
export const setPerson = (signedIn: string): void => {
  subject = signedIn;
};

const ALONE_MS = 60_000;
let touched = Date.now();
for (const sign of ['pointerdown', 'keydown', 'wheel', 'touchstart'])
  window.addEventListener(sign, () => (touched = Date.now()), { capture: true, passive: true });

/** Did nobody touch the page for a minute? What it asks by itself is no use of the session. */
export const isUnattended = (): boolean => Date.now() - touched > ALONE_MS;

/** What is still to be kept when the page must begin anew: forms keep here what was just typed. */
export const lastWords = new Set<() => Promise<void>>();
