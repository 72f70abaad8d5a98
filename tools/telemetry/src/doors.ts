import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Folder } from '@katrol/registry';
import type { Metric } from './otlp.ts';
import { root } from './stack.ts';

const preload = fileURLToPath(new URL('../fixture/doors.ts', import.meta.url));

/** The environment that a running process began with. */
export const environmentOf = (pid: number): Record<string, string> =>
  Object.fromEntries(
    readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .filter((line) => line.includes('='))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );

/**
 * Every door that a service opens, as Fastify and grpc-js are told of it and not by a list of ours:
 * `GET /auth/me`, `/katrol.intake.v1.IntakeService/GetFamily`. A second process of the service is
 * started with the running one's settings and ends before it answers anybody.
 */
export function doorsOf(service: Folder, runningPid: number): string[] {
  const main = path.join(root, `services/${service}/src/main.ts`);
  const said = execFileSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--import', preload, main],
    {
      encoding: 'utf8',
      cwd: root,
      env: { ...environmentOf(runningPid), OTEL_EXPORTER_OTLP_ENDPOINT: '', LISTEN: '127.0.0.1:0' },
      timeout: 30_000,
    },
  );
  const found = /^doors (.*)$/m.exec(said)?.[1];
  if (!found) throw new Error(`${service} opened no door:\n${said}`);
  return JSON.parse(found) as string[];
}

/**
 * How often each combination of these attributes was measured by what now runs of a service:
 * `POST /api/x 403` -> 12. Counts are those of the latest export.
 */
export function countsOf(
  metrics: readonly Metric[],
  of: { service: string; metric: string; by: readonly string[] },
): Map<string, number> {
  const resource = metrics.findLast((m) => m.resource['service.name'] === of.service)?.resource;
  const latest = metrics.findLast(
    (m) =>
      m.name === of.metric &&
      m.resource['service.instance.id'] === resource?.['service.instance.id'],
  );
  const counts = new Map<string, number>();
  for (const { attributes, count } of latest?.points ?? []) {
    const key = of.by.map((name) => String(attributes[name] ?? '')).join(' ');
    counts.set(key, (counts.get(key) ?? 0) + count);
  }
  return counts;
}

/** The combinations of attributes under which a metric was exported, by service. */
export function seriesOf(metrics: readonly Metric[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { name, resource, points } of metrics) {
    const key = `${String(resource['service.name'])} ${name}`;
    const series = found.get(key) ?? new Set();
    for (const { attributes } of points) series.add(JSON.stringify(attributes));
    found.set(key, series);
  }
  return found;
}

const ID = /[0-9a-f]{8}-[0-9a-f]{4}-|[^\s@]+@[^\s@]+\.[a-z]{2}|\d{6,}|[0-9a-f]{16,}/i;
// a name, a sentence: what somebody typed has spaces, or letters with accents
const FREE = /\s|[^\x20-\x7e]/;

/** The label values that name something: an id, an address, free text, or one of these words. */
export function tellingIn(
  series: ReadonlyMap<string, ReadonlySet<string>>,
  words: readonly string[],
): string[] {
  const values = [...series.values()].flatMap((one) =>
    [...one].flatMap((text) => Object.values(JSON.parse(text) as Record<string, unknown>)),
  );
  return [...new Set(values.map(String))].filter(
    (value) => ID.test(value) || FREE.test(value) || words.some((word) => value.includes(word)),
  );
}
