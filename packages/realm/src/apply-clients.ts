import type { Admin, Tell } from './admin.ts';
import { applyMappers } from './apply-mappers.ts';
import type { MapperRow } from './apply-mappers.ts';
import { differences } from './differences.ts';
import { madeHere } from './document.ts';
import type { Client, Json } from './document.ts';

/** A client as Keycloak gives it. */
export type ClientRow = {
  id: string;
  clientId: string;
  attributes?: Record<string, string>;
  defaultClientScopes?: string[];
  optionalClientScopes?: string[];
  protocolMappers?: MapperRow[];
} & Record<string, Json | MapperRow[] | undefined>;
type RoleRow = { id: string; name: string; containerId: string };
type Work = { admin: Admin; tell: Tell; scopeIds: Map<string, string>; managementId: string };

const applySettings = async (
  { admin, tell }: Work,
  { clientId, settings }: Client,
  there: ClientRow | undefined,
): Promise<ClientRow> => {
  if (!there) {
    const id = await admin.post('/clients', { clientId, ...settings });
    tell(`client ${clientId}`);
    return admin.get(`/clients/${id}`);
  }
  const wrong = differences(settings, there);
  if (wrong.length === 0) return there;
  await admin.put(`/clients/${there.id}`, { clientId, ...settings });
  tell(`client ${clientId}: ${wrong.join(', ')}`);
  // Keycloak may give a client scopes of its own at every change
  return admin.get(`/clients/${there.id}`);
};

const applyScopes = async (
  { admin, tell, scopeIds }: Work,
  client: Client,
  there: ClientRow,
): Promise<void> => {
  const kinds = [
    { path: 'default-client-scopes', wanted: client.scopes, has: there.defaultClientScopes ?? [] },
    {
      path: 'optional-client-scopes',
      wanted: client.optionalScopes,
      has: there.optionalClientScopes ?? [],
    },
  ];
  // all taken first: a scope can be in one of both only
  for (const { path, wanted, has } of kinds) {
    for (const name of has.filter((one) => !wanted.includes(one))) {
      await admin.remove(`/clients/${there.id}/${path}/${scopeIds.get(name)}`);
      tell(`client ${client.clientId}: scope ${name} taken away`);
    }
  }
  for (const { path, wanted, has } of kinds) {
    for (const name of wanted.filter((one) => !has.includes(one))) {
      await admin.put(`/clients/${there.id}/${path}/${scopeIds.get(name)}`, {});
      tell(`client ${client.clientId}: scope ${name}`);
    }
  }
};

/** Makes the roles under `path` exactly these; `from` is where a role is looked up. */
const applyRoles = async (
  { admin, tell }: Work,
  place: { path: string; from: string; of: string },
  wanted: string[],
): Promise<void> => {
  const has = await admin.get<RoleRow[]>(place.path);
  const taken = has.filter(({ name }) => !wanted.includes(name));
  const missing = wanted.filter((name) => !has.some((row) => row.name === name));
  if (taken.length > 0) await admin.remove(place.path, taken);
  if (missing.length > 0)
    await admin.post(
      place.path,
      await Promise.all(missing.map((name) => admin.get<RoleRow>(`${place.from}/${name}`))),
    );
  if (taken.length + missing.length > 0)
    tell(
      `${place.of}: ${[...taken.map(({ name }) => `${name} taken away`), ...missing].join(', ')}`,
    );
};

const applyClient = async (
  work: Work,
  client: Client,
  row: ClientRow | undefined,
): Promise<void> => {
  const { admin, tell, managementId } = work;
  const of = `client ${client.clientId}`;
  const there = await applySettings(work, client, row);
  await applyScopes(work, client, there);
  await applyMappers(
    { admin, tell },
    { path: `/clients/${there.id}`, of, there: there.protocolMappers ?? [] },
    client.mappers,
  );
  const scope = `/clients/${there.id}/scope-mappings`;
  const managementRoles = `/clients/${managementId}/roles`;
  // Keycloak's own clients are at home with their own roles
  if (
    client.settings['attributes'] !== undefined &&
    madeHere in (client.settings['attributes'] as object)
  ) {
    await applyRoles(
      work,
      { path: `${scope}/realm`, from: '/roles', of: `${of}: in its tokens` },
      client.realmRoles,
    );
    await applyRoles(
      work,
      {
        path: `${scope}/clients/${managementId}`,
        from: managementRoles,
        of: `${of}: in its tokens`,
      },
      client.serviceAccount?.managementRoles ?? [],
    );
  }
  if (!client.serviceAccount) return;
  const { id } = await admin.get<{ id: string }>(`/clients/${there.id}/service-account-user`);
  const mappings = `/users/${id}/role-mappings`;
  await applyRoles(
    work,
    { path: `${mappings}/realm`, from: '/roles', of: `${of}: by itself` },
    client.serviceAccount.realmRoles,
  );
  await applyRoles(
    work,
    { path: `${mappings}/clients/${managementId}`, from: managementRoles, of: `${of}: by itself` },
    client.serviceAccount.managementRoles,
  );
};

/**
 * Makes the clients what they must be; one that an earlier document made and this one no longer
 * names is taken away.
 */
export const applyClients = async (admin: Admin, clients: Client[], tell: Tell): Promise<void> => {
  const rows = await admin.get<ClientRow[]>('/clients?max=1000');
  const scopes = await admin.get<{ id: string; name: string }[]>('/client-scopes');
  const managementId = rows.find(({ clientId }) => clientId === 'realm-management')?.id ?? '';
  const work: Work = {
    admin,
    tell,
    scopeIds: new Map(scopes.map(({ id, name }) => [name, id])),
    managementId,
  };
  for (const row of rows.filter(
    (one) =>
      one.attributes?.[madeHere] === 'true' &&
      !clients.some(({ clientId }) => clientId === one.clientId),
  )) {
    await admin.remove(`/clients/${row.id}`);
    tell(`client ${row.clientId} taken away`);
  }
  for (const client of clients)
    await applyClient(
      work,
      client,
      rows.find(({ clientId }) => clientId === client.clientId),
    );
};
