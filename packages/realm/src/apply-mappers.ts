import type { Admin, Tell } from './admin.ts';
import { differences } from './differences.ts';
import type { Mapper } from './document.ts';

export type MapperRow = {
  id: string;
  name: string;
  protocolMapper: string;
  config: Record<string, string>;
};

/** Whose mappers: the path before `/protocol-mappers`, a name for people, and what is there. */
export type MapperPlace = { path: string; of: string; there: MapperRow[] };

/** Makes the mappers of a client or scope exactly these. */
export const applyMappers = async (
  { admin, tell }: { admin: Admin; tell: Tell },
  { path, of, there }: MapperPlace,
  mappers: Mapper[],
): Promise<void> => {
  const models = `${path}/protocol-mappers/models`;
  for (const row of there.filter(({ name }) => !mappers.some((mapper) => mapper.name === name))) {
    await admin.remove(`${models}/${row.id}`);
    tell(`${of}: mapper ${row.name} taken away`);
  }
  for (const { name, kind, config } of mappers) {
    const row = there.find((one) => one.name === name);
    const wanted = { name, protocol: 'openid-connect', protocolMapper: kind, config };
    if (!row) await admin.post(models, wanted);
    else if (differences(wanted, { protocol: 'openid-connect', ...row }).length > 0)
      await admin.put(`${models}/${row.id}`, { id: row.id, ...wanted });
    else continue;
    tell(`${of}: mapper ${name}`);
  }
};
