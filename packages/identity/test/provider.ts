import { createHmac, createSign, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SigningKey {
  kid: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
}

export const newKey = (kid: string, modulusLength = 2048): SigningKey => ({
  kid,
  ...generateKeyPairSync('rsa', { modulusLength }),
});

export const jwkOf = ({ kid, publicKey }: SigningKey): Record<string, unknown> => ({
  ...publicKey.export({ format: 'jwk' }),
  kid,
  use: 'sig',
  alg: 'RS256',
});

export const encode = (value: unknown): string =>
  Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signs with RS256 whatever is given. */
export const sign = (key: SigningKey, header: object, claims: unknown): string => {
  const text = `${encode(header)}.${encode(claims)}`;
  const signature = createSign('RSA-SHA256').update(text).sign(key.privateKey);
  return `${text}.${signature.toString('base64url')}`;
};

/** Signs with HS256 and any secret. */
export const signWithSecret = (
  secret: string | Buffer,
  header: object,
  claims: unknown,
): string => {
  const text = `${encode(header)}.${encode(claims)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
};

/** A small provider on loopback: serves the keys it is given and counts how often it was asked. */
export const startProvider = async (keys: SigningKey[]) => {
  const state = { asked: 0, tokens: 0, down: false, keys };
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    if (state.down) {
      response.writeHead(503).end('{}');
    } else if (request.url === '/certs') {
      state.asked += 1;
      response.end(JSON.stringify({ keys: state.keys.map(jwkOf) }));
    } else if (request.url === '/token') {
      state.tokens += 1;
      const who = Buffer.from((request.headers.authorization ?? '').slice(6), 'base64').toString();
      if (who === 'service-intake:s%3Acret')
        response.end(JSON.stringify({ access_token: `token-${state.tokens}`, expires_in: 60 }));
      else response.writeHead(401).end('{"error":"invalid_client"}');
    } else {
      response.writeHead(404).end('{}');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { state, url, stop };
};
