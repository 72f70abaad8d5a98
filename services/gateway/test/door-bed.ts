import { randomBytes } from 'node:crypto';
import { request as httpRequest, type IncomingHttpHeaders, type RequestOptions } from 'node:http';
import pg from 'pg';
import { cloneDatabase, dropDatabase } from '@katrol/platform';
import { addressesText, services } from '@katrol/registry';
import { createLogger } from '@katrol/runtime';
import { gatewayConfig } from '../src/config.ts';
import { startGateway } from '../src/service.ts';

const adminUrl = process.env['KATROL_TEST_ADMIN_URL'] ?? '';

export type Answer = { status: number; headers: IncomingHttpHeaders; text: string };
export type Door = {
  url: string;
  port: number;
  pool: pg.Pool;
  /** A request exactly as it is spelled: no library tidies it. */
  raw(options: RequestOptions, body?: string | Buffer): Promise<Answer>;
  close(): Promise<void>;
};

/** The settings of a gateway behind which nobody is. */
export function doorEnvironment(): Record<string, string> {
  const nobody = services.map(({ folder }) => [folder, '127.0.0.1:1'] as const);
  return {
    DATABASE_URL: 'postgres://nowhere',
    LISTEN: '127.0.0.1:0',
    PUBLIC_URL: 'http://localhost:8080',
    PORTAL_DIR: '/nowhere',
    OIDC_ISSUER: 'http://127.0.0.1:1/realms/katrol',
    OIDC_URL: 'http://127.0.0.1:1/realms/katrol',
    OIDC_CLIENT_ID: 'katrol-gateway',
    OIDC_CLIENT_SECRET: 'test',
    SESSION_SECRET: 'a secret of the tests',
    CLIENT_SECRET: 'test',
    LINK_SIGNING_SECRET: 'what signs links in the tests of the door',
    OIDC_AUDIENCE: 'katrol-services',
    DIRECTORY_URL: 'http://127.0.0.1:1/admin/realms/katrol',
    DIRECTORY_CLIENT_ID: 'katrol-directory',
    DIRECTORY_CLIENT_SECRET: 'test',
    SERVICE_ADDRESSES: addressesText(new Map(nobody)),
    PUBLIC_SUBMITS_A_MINUTE: '1000',
    LOG_LEVEL: 'silent',
  };
}

/** The gateway alone: nobody behind it, no identity provider, its own database. */
export async function openDoor(settings: Record<string, string> = {}): Promise<Door> {
  const name = `gateway_${randomBytes(4).toString('hex')}`;
  const { url: databaseUrl } = await cloneDatabase(adminUrl, 'gateway', name);
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  const env = { ...doorEnvironment(), DATABASE_URL: databaseUrl, ...settings };
  const gateway = await startGateway(gatewayConfig(env), createLogger('gateway', 'silent'));
  const { port } = gateway;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    pool,
    raw: (options, body) => sent({ host: '127.0.0.1', port, ...options }, body),
    close: async () => {
      await gateway.stop();
      await pool.end();
      await dropDatabase(adminUrl, name);
    },
  };
}

const sent = (options: RequestOptions, body?: string | Buffer): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const asking = httpRequest(options, (answer) => {
      const pieces: Buffer[] = [];
      answer.on('data', (piece: Buffer) => pieces.push(piece));
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          text: Buffer.concat(pieces).toString('utf8'),
        }),
      );
    });
    asking.on('error', reject);
    asking.end(body);
  });
