import { useLocation } from '@tanstack/react-router';
import { useEffect } from 'react';

// what a page fetches may come above the place one goes to, and push it down
const SETTLES_MS = 3_000;
const HANDS = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const;

/**
 * Brings what the address names behind its "#" into sight and under the keyboard, as soon as it is
 * on the page: also when one is on that page already, and again when the same link is taken again.
 * Whoever scrolls or types in the meantime is left alone.
 */
export function useArrive(): void {
  const { hash, pathname, state } = useLocation();
  const visit = state.__TSR_key;
  useEffect(() => {
    if (!hash) return undefined;
    let focused = false;
    const arrive = () => {
      const place = document.getElementById(hash);
      if (!place) return;
      place.scrollIntoView();
      if (!focused && !place.contains(document.activeElement)) place.focus({ preventScroll: true });
      focused = true;
    };
    const watch = new MutationObserver(arrive);
    const stop = () => {
      watch.disconnect();
      clearTimeout(timer);
      for (const hand of HANDS) window.removeEventListener(hand, stop);
    };
    const timer = setTimeout(stop, SETTLES_MS);
    for (const hand of HANDS) window.addEventListener(hand, stop, { passive: true });
    watch.observe(document.body, { childList: true, subtree: true });
    arrive();
    return stop;
  }, [hash, pathname, visit]);
}
