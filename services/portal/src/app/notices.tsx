import { useEffect, useState } from 'react';
import { later } from '#ui/later.tsx';
import { NOTICE, type Notice } from '#ui/notice.ts';

const Shown = later(async () => (await import('./shown-notices.tsx')).ShownNotices);
const QUIET_MS = 3_000;

/**
 * What is said at the foot of the screen: its code comes when the page stands, or with the first
 * word.
 */
export function Notices() {
  const [first, setFirst] = useState<Notice>();
  useEffect(() => {
    // also where the first word is that there is no network
    const timer = setTimeout(Shown.preload, QUIET_MS);
    const say = (event: Event) => setFirst((event as CustomEvent<Notice>).detail);
    window.addEventListener(NOTICE, say, { once: true });
    return () => {
      clearTimeout(timer);
      window.removeEventListener(NOTICE, say);
    };
  }, []);
  return first ? <Shown first={first} /> : null;
}
