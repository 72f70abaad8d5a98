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
    return [...(this.#kept.get(url.origin) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}

const MOST_STEPS = 15;

/**
 * Signs a person in as a browser would: the portal's door, the sign-in page, a click on the name, and back. Gives the cookies for the
 * portal. Throws when the way does not lead back there.
 */
export async function signIn(publicUrl: string, subject: string): Promise<string> {
  const jar = new Jar();
  const portal = new URL(publicUrl);
  let url = new URL('/auth/sign-in', portal);
  let form: URLSearchParams | undefined;
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
    if (response.status !== 200 || !body.includes('name="subject"') || form) throw new Error(`the sign-in answered ${response.status} at ${url.pathname}`);
    form = new URLSearchParams({ subject });
  }
  throw new Error(`the sign-in led round in ${MOST_STEPS} steps`);
}
