import { openAdmin } from './admin.ts';
import type { Admin, Server } from './admin.ts';
import type { BrokerMapperRow, BrokerRow } from './apply-brokers.ts';
import type { ClientRow } from './apply-clients.ts';
import { readSteps } from './apply-flows.ts';
import type { MapperRow } from './apply-mappers.ts';
import type { Client, Flow, IdentityBroker, Json, Mapper, Realm } from './document.ts';

type Named = { name: string };

const mapperOf = ({ name, protocolMapper, config }: MapperRow): Mapper => ({
  name,
  kind: protocolMapper,
  config,
});

const readClient = async (admin: Admin, row: ClientRow, managementId: string): Promise<Client> => {
  const {
    id,
    clientId,
    defaultClientScopes = [],
    optionalClientScopes = [],
    protocolMappers = [],
    ...settings
  } = row;
  const names = async (path: string): Promise<string[]> =>
    (await admin.get<Named[]>(path)).map(({ name }) => name);
  const ofAccount = async (): Promise<Client['serviceAccount']> => {
    const user = await admin.get<{ id: string }>(`/clients/${id}/service-account-user`);
    const [realmRoles, managementRoles] = await Promise.all([
      names(`/users/${user.id}/role-mappings/realm/composite`),
      names(`/users/${user.id}/role-mappings/clients/${managementId}`),
    ]);
    return { realmRoles, managementRoles };
  };
  return {
    clientId,
    settings: settings as Record<string, Json>,
    scopes: defaultClientScopes,
    optionalScopes: optionalClientScopes,
    realmRoles: await names(`/clients/${id}/scope-mappings/realm`),
    mappers: protocolMappers.map(mapperOf),
    serviceAccount: settings['serviceAccountsEnabled'] === true ? await ofAccount() : undefined,
  };
};

const readBroker = async (
  admin: Admin,
  { alias, config, ...settings }: BrokerRow,
): Promise<IdentityBroker> => ({
  alias,
  settings: settings as Record<string, Json>,
  config,
  mappers: (
    await admin.get<BrokerMapperRow[]>(`/identity-provider/instances/${alias}/mappers`)
  ).map((row) => ({ name: row.name, kind: row.identityProviderMapper, config: row.config })),
});

/**
 * What a running realm is, in the document's words, with all its clients, also those that no
 * document made.
 */
export const readRealm = async (server: Server, name: string): Promise<Realm> => {
  const admin = openAdmin(server, `/${name}`);
  const settings = await admin.get<Record<string, Json>>('/');
  const rows = await admin.get<ClientRow[]>('/clients?max=1000');
  const managementId = rows.find(({ clientId }) => clientId === 'realm-management')?.id ?? '';
  const clients: Client[] = [];
  for (const row of rows) clients.push(await readClient(admin, row, managementId));
  const everybody = await admin.get<(Named & { clientRole: boolean })[]>(
    `/roles/default-roles-${name}/composites`,
  );
  const scopes =
    await admin.get<{ name: string; description?: string; protocolMappers?: MapperRow[] }[]>(
      '/client-scopes',
    );
  const flows: Flow[] = [];
  for (const binding of ['browserFlow', 'firstBrokerLoginFlow'] as const) {
    const alias = String(settings[binding]);
    flows.push({ name: alias, binding, description: '', steps: await readSteps(admin, alias) });
  }
  const brokers: IdentityBroker[] = [];
  for (const row of await admin.get<BrokerRow[]>('/identity-provider/instances'))
    brokers.push(await readBroker(admin, row));
  return {
    name,
    settings,
    profile: await admin.get('/users/profile'),
    roles: (await admin.get<(Named & { description?: string })[]>('/roles')).map((role) => ({
      name: role.name,
      description: role.description ?? '',
    })),
    everybody: everybody.map((role) => (role.clientRole ? `account.${role.name}` : role.name)),
    clientScopes: scopes.map((scope) => ({
      name: scope.name,
      description: scope.description ?? '',
      mappers: (scope.protocolMappers ?? []).map(mapperOf),
    })),
    clients,
    requiredActions: (
      await admin.get<{ alias: string; enabled: boolean }[]>('/authentication/required-actions')
    ).map(({ alias, enabled }) => ({ alias, enabled })),
    flows,
    brokers,
  };
};
