const HERE = 'https://here.invalid';
// it travels in a cookie
const LONGEST_PATH = 1_000;

/**
 * A path of our own, written as an address is: "//elsewhere", "/\\elsewhere" and whatever else a
 * browser reads so would lead away, and stand for the first page.
 */
export function ownPath(asked: unknown): string {
  if (typeof asked !== 'string' || !asked.startsWith('/') || !URL.canParse(asked, HERE)) return '/';
  const { origin, pathname, search, hash } = new URL(asked, HERE);
  const path = `${pathname}${search}${hash}`;
  const own = origin === HERE && !/^\/[/\\]/.test(path) && path.length <= LONGEST_PATH;
  return own ? path : '/';
}
