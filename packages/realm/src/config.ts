import { readFileSync } from 'node:fs';
import { clientOf, deployed } from '@katrol/registry';
import { z } from 'zod';
import type { Server } from './admin.ts';
import type { RealmParameters } from './parameters.ts';

const secret = z.string().min(24);
const address = z.url().transform((text) => text.replace(/\/$/, ''));
const role = z.enum(['lecturer-coach', 'placement-officer']);

/**
 * The file of an installation: its universities and their providers. No secret is in it; each has a
 * variable, as the services of the registry have.
 */
const installation = z.strictObject({
  universities: z.array(z.string().regex(/^[a-z]+$/)).default([]),
  brokers: z
    .array(
      z.strictObject({
        university: z.string().regex(/^[a-z]+$/),
        name: z.string(),
        issuer: address,
        clientId: z.string(),
        roles: z.array(z.strictObject({ claim: z.string(), value: z.string(), role })),
      }),
    )
    .default([]),
});

const settings = z.object({
  KEYCLOAK_URL: address,
  KEYCLOAK_ADMIN_CLIENT_ID: z.string().default('katrol-apply'),
  KEYCLOAK_ADMIN_CLIENT_SECRET: z.string(),
  PORTAL_URL: address,
  BACKCHANNEL_URL: address.optional(),
  REALM_FILE: z.string(),
});

type Broker = z.infer<typeof installation>['brokers'][number] & { clientSecret: string };

/** What `main.ts` works with; a broker's addresses are still to be asked of it. */
export type Settings = {
  server: Server;
  parameters: Omit<RealmParameters, 'brokers'>;
  brokers: Broker[];
};

/** Reads the settings. Throws naming the variable that is missing or makes no sense. */
export const readSettings = (): Settings => {
  const env = settings.parse(process.env);
  const file = installation.parse(JSON.parse(readFileSync(env.REALM_FILE, 'utf8')));
  const secretOf = (name: string): string => {
    const variable = `KATROL_SECRET_${name.toUpperCase().replaceAll('-', '_')}`;
    const { success, data } = secret.safeParse(process.env[variable]);
    if (!success) throw new Error(`${variable} is missing or shorter than 24 signs`);
    return data;
  };
  return {
    server: {
      url: env.KEYCLOAK_URL,
      clientId: env.KEYCLOAK_ADMIN_CLIENT_ID,
      clientSecret: env.KEYCLOAK_ADMIN_CLIENT_SECRET,
    },
    parameters: {
      portalUrl: env.PORTAL_URL,
      ...(env.BACKCHANNEL_URL === undefined ? {} : { backChannelUrl: env.BACKCHANNEL_URL }),
      gatewaySecret: secretOf('katrol-gateway'),
      directorySecret: secretOf('katrol-directory'),
      services: deployed
        .map(clientOf)
        .map((clientId) => ({ clientId, secret: secretOf(clientId) })),
      universities: file.universities.map((code) => ({
        code,
        secret: secretOf(`university-${code}`),
      })),
    },
    brokers: file.brokers.map((broker) => ({
      ...broker,
      clientSecret: secretOf(`broker-${broker.university}`),
    })),
  };
};
