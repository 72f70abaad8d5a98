import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { groupOf, topicOf, topicSettings } from '@katrol/events';
import { clientOf, databaseOf, door, services } from '@katrol/registry';

/** The checkout. */
export const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

/** What the code declares of one service, as its chart needs it. */
export type Declared = {
  folder: string;
  door: boolean;
  contract: string;
  database: string;
  client: string;
  hears: string[];
  heardBy: string[];
  services: string[];
  connections: number;
  stopSeconds: number;
};

/** A constant of the code that nothing exports: `NAME = 15_000`. Throws where it is no more. */
export const constantIn = (file: string, name: string): number => {
  const source = readFileSync(path.join(root, file), 'utf8');
  const found = new RegExp(`\\b${name} = ([\\d_]+)`).exec(source)?.[1];
  if (found === undefined) throw new Error(`${file} has no ${name} any more`);
  return Number(found.replaceAll('_', ''));
};

type Heard = { subscriptions: { source: string }[] };

const heardBy = async (folder: string): Promise<string[]> => {
  const file = path.join(root, 'services', folder, 'src/subscriptions.ts');
  const { subscriptions } = (await import(pathToFileURL(file).href)) as Heard;
  return [...new Set(subscriptions.map(({ source }) => source))].sort();
};

const loops = constantIn('packages/store/src/store.ts', 'LOOP_CONNECTIONS');
// the store's own pool, the loops beside it; the door has one more for its sessions
const perStore = 10 + loops;
const forSessions = 5;
const stopSeconds = constantIn('packages/runtime/src/run.ts', 'STOP_LIMIT_MS') / 1_000;

/** Every service with what it hears, the door last. */
export async function declaredServices(): Promise<Declared[]> {
  const heard = new Map<string, string[]>();
  for (const { folder } of services) heard.set(folder, await heardBy(folder));
  const hearersOf = (source: string): string[] =>
    [...heard].filter(([, sources]) => sources.includes(source)).map(([folder]) => folder);
  const common = (row: (typeof services)[number] | typeof door) => ({
    folder: row.folder,
    database: databaseOf(row),
    client: clientOf(row),
    stopSeconds,
  });
  return [
    ...services.map((row) => ({
      ...common(row),
      door: false,
      contract: row.contract.typeName,
      hears: heard.get(row.folder) ?? [],
      heardBy: hearersOf(row.folder),
      services: [],
      connections: perStore,
    })),
    {
      ...common(door),
      door: true,
      contract: '',
      hears: [],
      heardBy: [],
      services: services.map(({ folder }) => folder),
      connections: perStore + forSessions,
    },
  ];
}

/** What a service may do at Kafka: tell in its topic, hear others in groups of its own. */
export type Access = { name: string; tells: string; hears: { topic: string; group: string }[] };

/** Topics, and what each service may do there. */
export async function declaredKafka() {
  const all = (await declaredServices()).filter((one) => !one.door);
  return {
    topics: all.map(({ folder }) => topicOf(folder)),
    partitions: topicSettings.partitions,
    config: topicSettings.config,
    users: all.map(({ folder, hears }): Access => ({
      name: folder,
      tells: topicOf(folder),
      hears: hears.map((source) => ({ topic: topicOf(source), group: groupOf(folder, source) })),
    })),
  };
}
