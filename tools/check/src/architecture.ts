import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { getOption, type DescMessage, type DescMethod, type DescService } from '@bufbuild/protobuf';
import { AuditService } from '@katrol/proto/katrol/common/v1/audit_pb';
import { FileService } from '@katrol/proto/katrol/common/v1/file_pb';
import { LinkService } from '@katrol/proto/katrol/gateway/v1/links_pb';
import { exposure, Exposure } from '@katrol/proto/katrol/common/v1/options_pb';
import { ParkedService } from '@katrol/proto/katrol/common/v1/parked_pb';
import { ownerOf } from '@katrol/contract';
import { door, services } from '@katrol/registry';
import { auditTable, fileTable, parkedTable } from '@katrol/rpc';
import { isEvent, type Compiled } from './contract.ts';
import { root } from './files.ts';

type Row = { access: string | readonly string[]; kind: string };
type Rows = Record<string, Row>;
type Heard = { subscriptions: { source: string; type: string }[] };

const load = async <T>(service: string, file: string): Promise<T> =>
  (await import(pathToFileURL(path.join(root, 'services', service, 'src', file)).href)) as T;

const table = (head: string[], rows: string[][]): string =>
  [
    `| ${head.join(' | ')} |`,
    `| ${head.map(() => '---').join(' | ')} |`,
    ...rows.map((r) => `| ${r.join(' | ')} |`),
  ].join('\n');

const whoMay = (access: Row['access']): string =>
  typeof access === 'string' ? access : access.join(', ');
const reachOf = (m: DescMethod): string =>
  ({ [Exposure.PUBLIC]: 'anybody', [Exposure.PORTAL]: 'portal' })[
    getOption(m, exposure) as number
  ] ?? 'services only';

/** Every contract with its table: the services' own, the door's, and what every service answers. */
async function answered(): Promise<[string, DescService, Rows][]> {
  const own = services.map(async ({ folder, contract }): Promise<[string, DescService, Rows]> => [
    folder,
    contract,
    (await load<{ table: Rows }>(folder, 'rpc.ts')).table,
  ]);
  const { peopleTable } = await load<{ peopleTable: Rows }>(door.folder, 'people/table.ts');
  const { linkTable } = await load<{ linkTable: Rows }>(door.folder, 'links/table.ts');
  return [
    ...(await Promise.all(own)),
    [door.folder, door.contract, peopleTable],
    [door.folder, LinkService, linkTable],
    ['every service', AuditService, auditTable],
    ['every service', ParkedService, parkedTable],
    ['every service that loads files', FileService, fileTable],
  ];
}

/** Who hears an event, by its full name. */
async function hearersOf(): Promise<Map<string, string[]>> {
  const hearers = new Map<string, string[]>();
  for (const { folder } of services)
    for (const { type } of (await load<Heard>(folder, 'subscriptions.ts')).subscriptions)
      hearers.set(type, [...(hearers.get(type) ?? []), folder]);
  return hearers;
}

/**
 * The tables of ARCHITECTURE.md, from the code: RPCs with who may call, and events with owner and
 * hearers.
 */
export async function architectureTables({ messages }: Compiled): Promise<Record<string, string>> {
  const rpcs = (await answered()).flatMap(([name, { method }, rows]) =>
    Object.entries<DescMethod>(method).map(([key, m]) => {
      const row = rows[key];
      if (!row) throw new Error(`${name} has no row for ${m.name}`);
      return [name, m.name, row.kind, whoMay(row.access), reachOf(m)];
    }),
  );
  const hearers = await hearersOf();
  const owners = new Set<string>(services.map(({ folder }) => folder));
  const events = messages
    .filter((m: DescMessage) => isEvent(m) && owners.has(ownerOf(m)))
    .map((m) => [ownerOf(m), m.name, hearers.get(m.typeName)?.join(', ') ?? 'nobody yet']);
  return {
    rpcs: table(['service', 'RPC', 'kind', 'who may call', 'reached from'], rpcs),
    events: table(
      ['owner', 'event', 'heard by'],
      events.sort((a, b) => a.join().localeCompare(b.join())),
    ),
  };
}

/** Puts the tables between their marks: `<!-- table: name -->` ... `<!-- end -->`. */
export const withTables = (text: string, tables: Record<string, string>): string =>
  text.replaceAll(
    /<!-- table: (\w+) -->\n[\s\S]*?<!-- end -->/g,
    (_, name: string) => `<!-- table: ${name} -->\n${tables[name] ?? ''}\n<!-- end -->`,
  );
