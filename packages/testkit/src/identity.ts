import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT } from 'jose';
import { linkSigner, type LinkPrincipal, type Role } from '@katrol/identity';
import { jwkOf, newKey, type SigningKey } from '@katrol/identity/keys-of-tests';

export type TestPerson = {
  subject: string;
  name: string;
  roles: Role[];
  branches: string[];
  university?: string;
};

/** A link as a test gives it: of a parent's page in oostende unless told. */
export type TestLink = Omit<LinkPrincipal, 'kind' | 'id'>;

export type TestIdentity = {
  issuer: string;
  audience: string;
  /** A token as the realm gives it. */
  person(who: Partial<TestPerson>): Promise<string>;
  system(service: string): Promise<string>;
  /** A token as the gateway gives it for a link. */
  link(of: Partial<TestLink>): Promise<string>;
  /** what signs links, and its public half */
  linkSecret: string;
  linkPublicKey: string;
  /** what signs, and a key of the same provider that is too short to trust */
  keys: { key: SigningKey; weak: SigningKey };
  /** how often the keys were asked for */
  asked(): number;
  close(): Promise<void>;
};

/**
 * An issuer of real, signed tokens on loopback, for any role; it also answers client credentials.
 */
export async function startIdentity(): Promise<TestIdentity> {
  const audience = 'katrol-services';
  const key = newKey('test');
  const weak = newKey('weak', 1024);
  const linkSecret = randomBytes(32).toString('base64url');
  const links = linkSigner(linkSecret, audience);
  let asked = 0;
  let issuer = '';
  const sign = (claims: Record<string, unknown>): Promise<string> =>
    new SignJWT({ typ: 'Bearer', azp: 'katrol-gateway', ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: 'test', typ: 'JWT' })
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime('10m')
      .sign(key.privateKey);
  const system = (service: string): Promise<string> =>
    sign({
      sub: `service-account-${service}`,
      azp: `service-${service}`,
      realm_access: { roles: ['service'] },
    });
  const server: Server = createServer((request, response) => {
    const answer = (body: unknown): void => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(body));
    };
    if (request.url?.endsWith('/certs')) {
      asked += 1;
      return answer({ keys: [key, weak].map(jwkOf) });
    }
    const client =
      Buffer.from((request.headers.authorization ?? '').replace('Basic ', ''), 'base64')
        .toString()
        .split(':')[0] ?? '';
    void system(decodeURIComponent(client).replace('service-', '')).then((token) =>
      answer({ access_token: token, token_type: 'Bearer', expires_in: 60 }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/realms/katrol`;
  return {
    issuer,
    audience,
    person: (who) =>
      sign({
        sub: who.subject ?? '00000000-0000-4000-8000-000000000001',
        name: who.name ?? 'Test Persoon',
        preferred_username: 'test',
        realm_access: { roles: who.roles ?? ['coordinator'] },
        branches: who.branches ?? [],
        ...(who.university ? { university: who.university } : {}),
      }),
    system,
    link: async (of) => (await links.sign(linkOf(of), new Date())).token,
    linkSecret,
    linkPublicKey: links.publicText,
    keys: { key, weak },
    asked: () => asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const linkOf = (of: Partial<TestLink>): LinkPrincipal => ({
  kind: 'link',
  id: randomUUID(),
  link: of.link ?? 'parent-page',
  branch: of.branch ?? 'oostende',
  object: of.object ?? randomUUID(),
  person: of.person ?? randomUUID(),
  asked: of.asked ?? 0,
});
