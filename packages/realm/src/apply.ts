import { openAdmin } from './admin.ts';
import type { Admin, Server, Tell } from './admin.ts';
import { applyBrokers } from './apply-brokers.ts';
import { applyClients } from './apply-clients.ts';
import { applyFlows } from './apply-flows.ts';
import { applyMappers } from './apply-mappers.ts';
import type { MapperRow } from './apply-mappers.ts';
import { differences } from './differences.ts';
import type { ClientScope, Json, Realm } from './document.ts';

const applySettings = async (
  admin: Admin,
  { settings, profile }: Realm,
  tell: Tell,
): Promise<void> => {
  const wrong = differences(settings, await admin.get('/'));
  if (wrong.length > 0) {
    await admin.put('/', settings);
    tell(`realm: ${wrong.join(', ')}`);
  }
  const there = await admin.get<Record<string, Json>>('/users/profile');
  // left out means that attributes nobody named are refused
  const wrongProfile = [
    ...differences(profile, there),
    ...('unmanagedAttributePolicy' in there ? ['unmanagedAttributePolicy'] : []),
  ];
  if (wrongProfile.length > 0) {
    await admin.put('/users/profile', profile);
    tell(`profile: ${wrongProfile.join(', ')}`);
  }
};

type RoleRow = { id: string; name: string; clientRole: boolean };

const applyRoles = async (
  admin: Admin,
  { name: realm, roles, everybody }: Realm,
  tell: Tell,
): Promise<void> => {
  for (const role of roles) {
    const path = `/roles/${encodeURIComponent(role.name)}`;
    const there = await admin.find(path);
    if (there === undefined) await admin.post('/roles', role);
    else if (differences(role, there).length > 0) await admin.put(path, role);
    else continue;
    tell(`role ${role.name}`);
  }
  const [account] = await admin.get<{ id: string }[]>('/clients?clientId=account');
  const composites = `/roles/default-roles-${realm}/composites`;
  const has = await admin.get<RoleRow[]>(composites);
  const named = (row: RoleRow): string => (row.clientRole ? `account.${row.name}` : row.name);
  const taken = has.filter((row) => !everybody.includes(named(row)));
  const missing = everybody.filter((name) => !has.some((row) => named(row) === name));
  if (taken.length > 0) await admin.remove(composites, taken);
  const rowOf = (name: string): Promise<RoleRow> =>
    admin.get(
      name.startsWith('account.')
        ? `/clients/${account?.id}/roles/${name.slice(8)}`
        : `/roles/${name}`,
    );
  if (missing.length > 0) await admin.post(composites, await Promise.all(missing.map(rowOf)));
  if (taken.length + missing.length > 0)
    tell(`everybody: ${[...taken.map(named), ...missing].join(', ')}`);
};

type ScopeRow = { id: string; name: string; description?: string; protocolMappers?: MapperRow[] };

const applyScopes = async (admin: Admin, scopes: ClientScope[], tell: Tell): Promise<void> => {
  const all = await admin.get<ScopeRow[]>('/client-scopes');
  for (const { name, description, mappers } of scopes) {
    let there = all.find((row) => row.name === name);
    const wanted = { name, description, protocol: 'openid-connect' };
    if (!there) {
      there = {
        ...wanted,
        id: await admin.post('/client-scopes', {
          ...wanted,
          attributes: { 'display.on.consent.screen': 'false', 'include.in.token.scope': 'true' },
        }),
      };
      tell(`scope ${name}`);
    } else if (differences(wanted, there).length > 0) {
      await admin.put(`/client-scopes/${there.id}`, { ...there, ...wanted });
      tell(`scope ${name}`);
    }
    await applyMappers(
      { admin, tell },
      {
        path: `/client-scopes/${there.id}`,
        of: `scope ${name}`,
        there: there.protocolMappers ?? [],
      },
      mappers,
    );
  }
};

const applyRequiredActions = async (
  admin: Admin,
  { requiredActions }: Realm,
  tell: Tell,
): Promise<void> => {
  const all = await admin.get<{ alias: string; enabled: boolean }[]>(
    '/authentication/required-actions',
  );
  for (const { alias, enabled } of requiredActions) {
    const there = all.find((action) => action.alias === alias);
    if (!there) throw new Error(`Keycloak knows no required action ${alias}`);
    if (there.enabled === enabled) continue;
    await admin.put(`/authentication/required-actions/${alias}`, {
      ...there,
      enabled,
      defaultAction: false,
    });
    tell(`required action ${alias}`);
  }
};

/**
 * Brings a running Keycloak to what the document says and returns what it changed, in words; a
 * second time that is nothing. People and their sessions are left alone. It may break off anywhere:
 * the next run goes on.
 */
export const applyRealm = async (server: Server, realm: Realm): Promise<string[]> => {
  const changes: string[] = [];
  const tell: Tell = (change) => void changes.push(change);
  const admin = openAdmin(server, `/${realm.name}`);
  if ((await admin.find('/')) === undefined) {
    // closed until all of it stands
    await openAdmin(server, '').post('', { realm: realm.name, enabled: false });
    tell('realm: made');
  }
  const { enabled, ...settings } = realm.settings;
  await applySettings(admin, { ...realm, settings }, tell);
  await applyRoles(admin, realm, tell);
  await applyScopes(admin, realm.clientScopes, tell);
  await applyClients(admin, realm.clients, tell);
  await applyRequiredActions(admin, realm, tell);
  await applyFlows(admin, realm.flows, tell);
  await applyBrokers(admin, realm.brokers, tell);
  await applySettings(admin, { ...realm, settings: { enabled: enabled ?? true } }, tell);
  return changes;
};
