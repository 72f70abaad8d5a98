import { errors, jwtVerify, SignJWT } from 'jose';
import { isCode, isUuid } from '@katrol/contract';
import { LinkKind } from '@katrol/proto/katrol/common/v1/codes';
import { linkKeyOf, linkPublicKeys } from './link-keys.ts';
import { checkTimes, refusedHeaders, TokenProblem } from './token.ts';
import { ClaimsProblem, type Claims, type LinkPrincipal } from './principal.ts';

/** What the header of a link's token says that it is. */
const linkType = 'katrol-link+jwt';
/** How long a link's token lives, in seconds. */
const linkLifeS = 60;

const issuer = 'katrol-links';
const algorithm = 'EdDSA';
// exactly these: a token that says more is none of the gateway's
const claimNames = [
  'asked',
  'aud',
  'branch',
  'exp',
  'iat',
  'iss',
  'link',
  'object',
  'person',
  'sub',
];
const branchShape = /^[a-z][a-z0-9-]{0,59}$/;

/** Gives tokens for links; `now` is the real time, whatever clock the domain runs on. */
export interface LinkSigner {
  /** The key that every service is to know, as LINK_PUBLIC_KEYS holds it. */
  publicText: string;
  sign(link: LinkPrincipal, now: Date): Promise<{ token: string; until: Date }>;
}

/** Signs as the gateway does, with the key that the secret gives. */
export const linkSigner = (secret: string, audience: string): LinkSigner => {
  const { kid, privateKey, publicText } = linkKeyOf(secret);
  return {
    publicText,
    async sign({ link, id, branch, object, person, asked }, now) {
      const iat = Math.floor(now.getTime() / 1000);
      const token = await new SignJWT({ link, branch, object, person, asked })
        .setProtectedHeader({ alg: algorithm, kid, typ: linkType })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(id)
        .setIssuedAt(iat)
        .setExpirationTime(iat + linkLifeS)
        .sign(privateKey);
      return { token, until: new Date((iat + linkLifeS) * 1000) };
    },
  };
};

/** Does a token say of itself that it is a link's? Whether it is, its signature tells. */
export const saysLink = (token: string): boolean => {
  try {
    const header: unknown = JSON.parse(
      Buffer.from(token.slice(0, 1_000).split('.', 1)[0] ?? '', 'base64url').toString('utf8'),
    );
    return (header as { typ?: unknown } | null)?.typ === linkType;
  } catch {
    return false;
  }
};

/** The link that a token is about. Throws {@link ClaimsProblem} when the claims name none. */
export const linkOf = (claims: Claims): LinkPrincipal => {
  const { sub: id, link, branch, object, person, asked } = claims;
  if (Object.keys(claims).sort().join() !== claimNames.join())
    throw new ClaimsProblem('a link says what a link says, and no more');
  if (typeof link !== 'string' || !isCode(LinkKind, link)) throw new ClaimsProblem('kind of link');
  // a calendar's secret is its own key: it is never exchanged
  if (link === 'calendar') throw new ClaimsProblem('a calendar has no token');
  if (typeof branch !== 'string' || !branchShape.test(branch))
    throw new ClaimsProblem('branch is no code');
  if (![id, object, person].every((one) => typeof one === 'string' && isUuid(one)))
    throw new ClaimsProblem('a link names by identifiers');
  if (typeof asked !== 'number' || !Number.isSafeInteger(asked) || asked < 0)
    throw new ClaimsProblem('which question is a number');
  return {
    kind: 'link',
    link,
    id: String(id),
    branch,
    object: String(object),
    person: String(person),
    asked,
  };
};

/**
 * Judges one token of a link and returns its claims. Throws {@link TokenProblem}. Several keys hold
 * at once, so that the gateway's may turn over.
 */
export const createLinkCheck = (o: {
  keys: readonly string[];
  audience: string;
  now: () => Date;
}): ((token: string) => Promise<Claims>) => {
  const keys = linkPublicKeys(o.keys);
  return async (token) => {
    try {
      const { payload, protectedHeader } = await jwtVerify(
        token,
        ({ kid = '' }) => {
          const key = keys.get(kid);
          if (!key) throw new TokenProblem('unknown kid');
          return key;
        },
        {
          issuer,
          audience: o.audience,
          algorithms: [algorithm],
          typ: linkType,
          currentDate: o.now(),
          requiredClaims: ['exp', 'iat'],
        },
      );
      const refused = refusedHeaders.find((name) => Object.hasOwn(protectedHeader, name));
      if (refused !== undefined) throw new TokenProblem(`the header holds ${refused}`);
      checkTimes(payload, o.now().getTime() / 1000);
      if (Number(payload.exp) - Number(payload.iat) > linkLifeS)
        throw new TokenProblem('lives longer than a link’s');
      if (typeof payload.aud !== 'string') throw new TokenProblem('one audience');
      return payload;
    } catch (cause) {
      if (cause instanceof errors.JOSEError) throw new TokenProblem(cause.message, { cause });
      throw cause;
    }
  };
};
