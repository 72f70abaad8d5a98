import type { Admin, Tell } from './admin.ts';
import { differences } from './differences.ts';
import type { IdentityBroker, Mapper } from './document.ts';

/** A broker and a mapper as Keycloak gives them. */
export type BrokerRow = { alias: string; config: Record<string, string> };
export type BrokerMapperRow = {
  id: string;
  name: string;
  identityProviderMapper: string;
  config: Record<string, string>;
};

// Keycloak shows stars: what is really there is asked of nobody, so a fingerprint is kept beside it
const fingerprint = async (secret: string): Promise<string> => {
  const { createHash } = await import('node:crypto');
  return createHash('sha256').update(`katrol ${secret}`).digest('base64url');
};

const applyMappers = async (
  { admin, tell }: { admin: Admin; tell: Tell },
  alias: string,
  mappers: Mapper[],
): Promise<void> => {
  const path = `/identity-provider/instances/${alias}/mappers`;
  const there = await admin.get<BrokerMapperRow[]>(path);
  for (const row of there.filter(({ name }) => !mappers.some((mapper) => mapper.name === name))) {
    await admin.remove(`${path}/${row.id}`);
    tell(`broker ${alias}: ${row.name} taken away`);
  }
  for (const { name, kind, config } of mappers) {
    const row = there.find((one) => one.name === name);
    const wanted = { name, identityProviderAlias: alias, identityProviderMapper: kind, config };
    if (!row) await admin.post(path, wanted);
    else if (differences(wanted, row).length > 0)
      await admin.put(`${path}/${row.id}`, { id: row.id, ...wanted });
    else continue;
    tell(`broker ${alias}: ${name}`);
  }
};

/** Makes the brokers exactly these. */
export const applyBrokers = async (
  admin: Admin,
  brokers: IdentityBroker[],
  tell: Tell,
): Promise<void> => {
  const path = '/identity-provider/instances';
  const rows = await admin.get<BrokerRow[]>(path);
  for (const row of rows.filter(({ alias }) => !brokers.some((broker) => broker.alias === alias))) {
    await admin.remove(`${path}/${row.alias}`);
    tell(`broker ${row.alias} taken away`);
  }
  for (const { alias, settings, config, mappers } of brokers) {
    const { clientSecret = '', ...open } = config;
    const wanted = {
      alias,
      ...settings,
      config: { ...open, secretFingerprint: await fingerprint(clientSecret) },
    };
    const full = { ...wanted, config: { ...wanted.config, clientSecret } };
    const there = rows.find((row) => row.alias === alias);
    const wrong = there ? differences(wanted, there) : ['new'];
    if (!there) await admin.post(path, full);
    else if (wrong.length > 0) await admin.put(`${path}/${alias}`, full);
    if (wrong.length > 0) tell(`broker ${alias}: ${wrong.join(', ')}`);
    await applyMappers({ admin, tell }, alias, mappers);
  }
};
