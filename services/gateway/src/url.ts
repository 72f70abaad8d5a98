/** A request's target in its one form: the path decides and routes, the host is the one it names. */
type Target = {
  path: string;
  /** of an absolute-form target only */
  host: string | undefined;
};

const ABSOLUTE = /^https?:\/\/([^/?#]*)(.*)$/i;
const UNRESERVED = /[\w.~-]/;
// what a path of ours never holds, in whatever spelling: other separators, control characters
const NEVER = /[^\x21-\x7e]|\\|%(2F|5C|7F|[01][0-9A-F])/;

/**
 * The one form of a request line's target (RFC 9112, 3.2; RFC 3986, 6.2.2): escapes of unreserved
 * characters are undone, the others in capitals. Undefined for what has none: `*`, an authority, a
 * broken escape, empty or dotted segments, a separator or control character that is escaped.
 */
export function targetOf(target: string): Target | undefined {
  const absolute = ABSOLUTE.exec(target);
  const host = absolute?.[1];
  const rest = absolute ? absolute[2] || '/' : target;
  if (rest.includes('#')) return undefined;
  const [spelled = '', ...query] = (rest.startsWith('?') ? `/${rest}` : rest).split('?');
  if (!spelled.startsWith('/') || /%(?![0-9a-f]{2})/i.test(spelled)) return undefined;
  const path = spelled.replaceAll(/%[0-9a-f]{2}/gi, (escape) => {
    const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    return UNRESERVED.test(character) ? character : escape.toUpperCase();
  });
  if (NEVER.test(path) || /\/\.{0,2}(?=\/)|\/\.{1,2}$/.test(path)) return undefined;
  return { path: query.length > 0 ? `${path}?${query.join('?')}` : path, host };
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Says whether a host is the one that the portal is reached at; a portal of one machine is reached
 * at each name of it.
 */
export function hostIs(publicUrl: string): (host: string) => boolean {
  const own = new URL(publicUrl);
  return (host) => {
    if (!/^[\w.:[\]-]+$/.test(host) || !URL.canParse(`${own.protocol}//${host}`)) return false;
    const asked = new URL(`${own.protocol}//${host}`);
    if (LOOPBACK.test(own.hostname)) return LOOPBACK.test(asked.hostname);
    return asked.host === own.host || asked.host === `${own.hostname}.`;
  };
}
