import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT } from 'jose';
import type { Role } from '@katrol/identity';
import { jwkOf, newKey, type SigningKey } from '@katrol/identity/keys-of-tests';

export type TestPerson = {
  subject: string;
  name: string;
  roles: Role[];
  branches: string[];
  university?: string;
};

export type TestIdentity = {
  issuer: string;
  audience: string;
  /** A token as the realm gives it. */
  person(who: Partial<TestPerson>): Promise<string>;
  system(service: string): Promise<string>;
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
    keys: { key, weak },
    asked: () => asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
