import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { getOption, type DescMethod, type DescService } from '@bufbuild/protobuf';
import { exposure, Exposure } from '@katrol/proto/katrol/common/v1/options_pb';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { VolunteerTrainingService } from '@katrol/proto/katrol/volunteer_training/v1/service_pb';
import { getOption as option, hasOption, type DescMessage } from '@bufbuild/protobuf';
import { event } from '@katrol/proto/katrol/common/v1/options_pb';
import { compile } from './events.ts';
import { root } from './files.ts';

type Row = { access: string | readonly string[]; kind: string };
type Table = { table: Record<string, Row> };
type Heard = { subscriptions: { source: string; type: string }[] };

const services: [string, DescService][] = [
  ['intake', IntakeService],
  ['matching', MatchingService],
  ['volunteer-training', VolunteerTrainingService],
];

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

/** The tables of ARCHITECTURE.md, from the code: RPCs with who may call, and events with owner and hearers. */
export async function architectureTables(): Promise<Record<string, string>> {
  const rpcs: string[][] = [];
  const hearers = new Map<string, string[]>();
  for (const [name, service] of services) {
    const { table: rows } = await load<Table>(name, 'rpc.ts');
    for (const [key, method] of Object.entries(service.method) as [string, DescMethod][]) {
      const row = rows[key] as Row;
      rpcs.push([name, method.name, row.kind, whoMay(row.access), reachOf(method)]);
    }
    for (const s of (await load<Heard>(name, 'subscriptions.ts')).subscriptions)
      hearers.set(s.type, [...(hearers.get(s.type) ?? []), name]);
  }
  const events = compile()
    .filter((m: DescMessage) => hasOption(m, event) && option(m, event))
    .map((m) => [
      m.typeName.split('.')[1]?.replaceAll('_', '-') ?? '',
      m.name,
      hearers.get(m.typeName)?.join(', ') ?? 'nobody yet',
    ]);
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
