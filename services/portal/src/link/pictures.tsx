/** @jsxImportSource preact */
import { LinkPicture } from '@katrol/proto/katrol/gateway/v1/codes';

// Drawn simply, for who reads little: one is chosen together, and only its name is kept, hashed.
const DRAWN: Record<LinkPicture, string> = {
  sun: 'M24 14a10 10 0 1 0 .1 0M24 4v5M24 39v5M4 24h5M39 24h5M10 10l4 4M34 34l4 4M10 38l4-4M34 14l4-4',
  tree: 'M24 44V28M24 28C12 30 9 20 15 16C14 8 22 4 26 9C33 5 39 12 35 18C40 24 34 31 24 28',
  cat: 'M12 20V8l7 6h10l7-6v12c2 12-5 20-12 20S10 32 12 20M19 22h.1M29 22h.1M24 27v3M24 30l-4 2M24 30l4 2',
  house: 'M6 24L24 8l18 16M11 20v21h26V20M20 41V29h8v12',
  boat: 'M6 31h36l-6 10H12zM24 31V6M24 8l14 18H24',
  apple: 'M24 15c-8-6-17 0-15 12c2 11 9 16 15 13c6 3 13-2 15-13c2-12-7-18-15-12M24 15c0-5 2-8 6-10',
  bird: 'M8 26c4-12 18-16 26-8l8 1-6 5c1 11-9 17-17 14l-9 4 3-8c-3-2-5-5-5-8M31 20h.1',
  flower:
    'M24 18a5 5 0 1 0 .1 0M24 18c-8-2-8-13 0-14c8 1 8 12 0 14M19 23c-8 3-14-6-8-11M29 23c8 3 14-6 8-11M24 28v16M24 38l-8-6M24 36l8-6',
  star: 'M24 5l6 13 14 2-10 10 2 14-12-7-12 7 2-14L4 20l14-2z',
  fish: 'M6 24c8-14 22-14 28 0c-6 14-20 14-28 0M34 24l9-9v18zM14 21h.1',
  bicycle: 'M12 22a9 9 0 1 0 .1 0M36 22a9 9 0 1 0 .1 0M12 31l8-15h12l4 15M20 16l10 15H12M17 12h6',
  key: 'M15 14a9 9 0 1 0 .1 0M22 27l18-18M34 15l5 5M29 20l4 4',
};

/** The names of the pictures in no language: what is read aloud is which one of twelve. */
export function Pictures({ choose }: { choose: (picture: LinkPicture) => void }) {
  return (
    <div class="pictures">
      {LinkPicture.map((picture, index) => (
        <button
          type="button"
          key={picture}
          aria-label={String(index + 1)}
          data-picture={picture}
          onClick={() => choose(picture)}
        >
          <svg viewBox="0 0 48 48" width="56" height="56" aria-hidden="true">
            <path
              d={DRAWN[picture]}
              fill="none"
              stroke="currentColor"
              stroke-width="2.5"
              stroke-linecap="round"
              stroke-linejoin="round"
            />
          </svg>
        </button>
      ))}
    </div>
  );
}
