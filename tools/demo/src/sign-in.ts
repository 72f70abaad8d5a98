import { setTimeout as sleep } from 'node:timers/promises';
import people from '@katrol/platform/people.json' with { type: 'json' };
import { Secret, TOTP } from 'otpauth';

/** Cookies by origin, as a browser keeps them. */
class Jar {
  readonly #kept = new Map<string, Map<string, string>>();

  take(url: URL, response: Response): void {
    const own = this.#kept.get(url.origin) ?? new Map<string, string>();
    this.#kept.set(url.origin, own);
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';');
      const [name = '', ...value] = pair.split('=');
      const gone = attributes.some((a) => /^ *(max-age=0|expires=Thu, 01 Jan 1970)/i.test(a));
      if (gone || value.join('=') === '') own.delete(name.trim());
      else own.set(name.trim(), value.join('='));
    }
  }

  header(url: URL): string {
    return [...(this.#kept.get(url.origin) ?? [])]
      .map(([name, value]) => `${name}=${value}`)
      .join('; ');
  }
}

/**
 * What the demonstration's people sign in with where a click is not enough: one password, one key
 * (base32) for one-time codes.
 */
export type Keys = { password: string; codeKey: string };

/** The code that an app on a phone shows now. */
export const oneTimeCode = (codeKey: string): string =>
  new TOTP({ secret: Secret.fromBase32(codeKey) }).generate();

const PERIOD_MS = 30_000;
const nextCode = (): Promise<void> => sleep(PERIOD_MS - (Date.now() % PERIOD_MS) + 500);

type Answer = { to: URL; fields: Record<string, string> };

const MOST_STEPS = 15;

/**
 * Signs a person in as a browser would: the portal's door, the sign-in page - a click on the name,
 * or a password and a one-time code - and back. Gives the cookies for the portal. Throws when the
 * way does not lead back there.
 */
export async function signIn(publicUrl: string, subject: string, keys?: Keys): Promise<string> {
  const jar = new Jar();
  const portal = new URL(publicUrl);
  let url = new URL('/auth/sign-in', portal);
  let form: URLSearchParams | undefined;
  const answered: string[] = [];
  for (let step = 0; step < MOST_STEPS; step++) {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: jar.header(url), 'accept-language': 'nl' },
      signal: AbortSignal.timeout(15_000),
      ...(form ? { method: 'POST', body: form } : {}),
    });
    jar.take(url, response);
    const body = await response.text();
    const location = response.headers.get('location');
    if (location) {
      const arrived = url.pathname === '/auth/callback';
      url = new URL(location, url);
      form = undefined;
      if (!arrived) continue;
      if (url.searchParams.has('sign_in')) throw new Error('the portal asks to sign in again');
      return jar.header(portal);
    }
    const answer = response.status === 200 ? answerTo(body, url, { subject, keys }) : undefined;
    const kind = Object.keys(answer?.fields ?? {}).join();
    const times = answered.filter((one) => one === kind).length;
    // the same page again: what was answered was not right, or the code had been used before
    if (!answer || times > (kind === 'otp' ? 1 : 0))
      throw new Error(`the sign-in answered ${response.status} at ${url.pathname}`);
    if (times > 0) {
      await nextCode();
      answer.fields = { otp: oneTimeCode(keys?.codeKey ?? '') };
    }
    answered.push(kind);
    url = answer.to;
    form = new URLSearchParams(answer.fields);
  }
  throw new Error(`the sign-in led round in ${MOST_STEPS} steps`);
}

// what a person would fill in on this page
function answerTo(
  page: string,
  url: URL,
  { subject, keys }: { subject: string; keys: Keys | undefined },
): Answer | undefined {
  if (page.includes('name="subject"')) return { to: url, fields: { subject } };
  const action = /<form[^>]* action="([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&');
  if (!action || !keys) return undefined;
  const to = new URL(action, url);
  if (page.includes('name="otp"')) return { to, fields: { otp: oneTimeCode(keys.codeKey) } };
  const username = people.find((person) => person.subject === subject)?.username;
  if (!page.includes('name="password"') || !username) return undefined;
  return { to, fields: { username, password: keys.password } };
}
