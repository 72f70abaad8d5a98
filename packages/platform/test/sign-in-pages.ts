import { createHash, randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { newBrowser } from './browser.ts';

/** A realm from outside, whoever serves it. `answer` is what somebody fills in on a page of it. */
export interface RealmFromOutside {
  issuer: string;
  redirect: string;
  clientSecrets: Record<string, string>;
  answer: (page: string, subject: string) => Record<string, string> | undefined;
}

/** The code that an app on a phone shows now. */
export const codeNow = (key: string): string =>
  new TOTP({ secret: Secret.fromBase32(key) }).generate();

const endpoint = ({ issuer }: RealmFromOutside, name: string): string =>
  `${issuer}/protocol/openid-connect/${name}`;
const base64url = (data: Buffer): string => data.toString('base64url');

/** A verifier of PKCE and its challenge. */
export const newChallenge = (): { codeVerifier: string; challenge: string } => {
  const codeVerifier = base64url(randomBytes(32));
  return { codeVerifier, challenge: base64url(createHash('sha256').update(codeVerifier).digest()) };
};

/** Where the portal sends somebody; a parameter of '' is left out. */
export const authorizeUrl = (
  realm: RealmFromOutside,
  challenge: string,
  extra: Record<string, string> = {},
): string => {
  const usual = {
    client_id: 'katrol-gateway',
    response_type: 'code',
    scope: 'openid profile',
    redirect_uri: realm.redirect,
    state: 'state',
    nonce: 'nonce',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  };
  const given = Object.entries({ ...usual, ...extra }).filter(([, value]) => value !== '');
  return `${endpoint(realm, 'auth')}?${new URLSearchParams(given)}`;
};

/** Asks the token endpoint as a client. */
export const askTokens = async (
  realm: RealmFromOutside,
  form: Record<string, string>,
  clientId = 'katrol-gateway',
): Promise<{ status: number; body: Record<string, string> }> => {
  const secret = Buffer.from(`${clientId}:${realm.clientSecrets[clientId]}`).toString('base64');
  const authorization = `Basic ${secret}`;
  const response = await fetch(endpoint(realm, 'token'), {
    method: 'POST',
    headers: { authorization },
    body: new URLSearchParams(form),
  });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
};

/**
 * Fills in page after page until the realm sends the person back. Gives the address it sent to, or
 * the page where it went no further.
 */
export const walkIn = async (
  realm: RealmFromOutside,
  url: string,
  subject: string,
): Promise<{ url: string; page: string }> => {
  const browser = newBrowser();
  const inside = new URL(realm.issuer).origin;
  let at = await browser.follow(url, inside);
  for (let pages = 0; pages < 4 && at.url.startsWith(inside); pages += 1) {
    const page = await at.response.text();
    const fields = realm.answer(page, subject);
    if (!fields) return { url: at.url, page };
    const action = /<form[^>]* action="([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&');
    at = await browser.follow(new URL(action ?? at.url, at.url).href, inside, {
      method: 'POST',
      body: new URLSearchParams(fields),
    });
  }
  return { url: at.url, page: '' };
};

const wordsOf = (page: string): string =>
  page
    .replaceAll(/<(script|style)[\s\S]*?<\/\1>|<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .slice(0, 1_000);

/** Signs somebody in with code and PKCE, as the portal does. */
export const signIn = async (
  realm: RealmFromOutside,
  subject: string,
): Promise<{
  status: number;
  body: Record<string, string>;
  code: string;
  codeVerifier: string;
}> => {
  const { codeVerifier, challenge } = newChallenge();
  const { url, page } = await walkIn(realm, authorizeUrl(realm, challenge), subject);
  const code = new URL(url).searchParams.get('code');
  if (code === null) throw new Error(`no code at ${url.split('?')[0]}: ${wordsOf(page)}`);
  return {
    ...(await askTokens(realm, {
      grant_type: 'authorization_code',
      code,
      redirect_uri: realm.redirect,
      code_verifier: codeVerifier,
    })),
    code,
    codeVerifier,
  };
};
