import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '@katrol/platform';

export const root = path.resolve(fileURLToPath(import.meta.url), '../../../..');
const configs = path.join(root, 'deploy/otel');

type Sample = { metric: Record<string, string>; value: [number, string] };
export type Stack = {
  /** where the platform sends */
  otlpUrl: string;
  prometheusUrl: string;
  /** an instant query; throws with Prometheus' own words */
  query(expr: string): Promise<Sample[]>;
  /** names of the alerts that fire now */
  firing(): Promise<string[]>;
  said(): string;
  stop(): Promise<void>;
};

/** The Collector built from builder.yaml (KATROL_COLLECTOR names it), or undefined. */
export const collectorBinary = (): string | undefined =>
  [process.env['KATROL_COLLECTOR']].find((file) => file && existsSync(file));
export const hasPrometheus = (): boolean => spawnSync('prometheus', ['--version']).status === 0;

/**
 * Starts the Collector and Prometheus with the platform's own configuration; `storeUrl` takes what
 * the Collector lets through.
 */
export async function startStack(collector: string, storeUrl: string): Promise<Stack> {
  const dir = mkdtempSync(path.join(tmpdir(), 'katrol-stack-'));
  const [otlp, health, web] = [await freePort(), await freePort(), await freePort()];
  const prometheusUrl = `http://127.0.0.1:${web}`;
  let said = '';
  const children: ChildProcess[] = [];
  const start = (command: string, args: string[], env: Record<string, string>): void => {
    const child = spawn(command, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk) => (said += String(chunk)));
    children.push(child);
  };
  start(
    'prometheus',
    [
      `--config.file=${configs}/prometheus.yaml`,
      `--storage.tsdb.path=${dir}`,
      `--web.listen-address=127.0.0.1:${web}`,
      '--web.enable-remote-write-receiver',
    ],
    {},
  );
  start(collector, ['--config', `${configs}/collector.yaml`], {
    KATROL_OTLP_LISTEN: `127.0.0.1:${otlp}`,
    KATROL_COLLECTOR_HEALTH: `127.0.0.1:${health}`,
    KATROL_PROMETHEUS_URL: prometheusUrl,
    KATROL_OTLP_STORE: storeUrl,
  });
  await Promise.all([
    answers(`${prometheusUrl}/-/ready`, () => said),
    answers(`http://127.0.0.1:${health}/`, () => said),
  ]);
  const query = async (expr: string): Promise<Sample[]> => {
    const answer = (await (
      await fetch(`${prometheusUrl}/api/v1/query?query=${encodeURIComponent(expr)}`)
    ).json()) as {
      status: string;
      error?: string;
      data: { result: Sample[] };
    };
    if (answer.status !== 'success') throw new Error(`${expr}: ${answer.error}`);
    return answer.data.result;
  };
  return {
    otlpUrl: `http://127.0.0.1:${otlp}`,
    prometheusUrl,
    query,
    said: () => said,
    firing: async () =>
      (await query('ALERTS{alertstate="firing"}')).map((s) => s.metric['alertname'] ?? ''),
    stop: async () => {
      await Promise.all(children.map(ended));
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function answers(url: string, said: () => string): Promise<void> {
  for (let tries = 0; tries < 150; tries++) {
    const ok = await fetch(url).then(
      (r) => r.ok,
      () => false,
    );
    if (ok) return;
    await sleep(200);
  }
  throw new Error(`${url} does not answer:\n${said()}`);
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
    child.once('exit', () => {
      clearTimeout(late);
      resolve();
    });
    child.kill('SIGTERM');
  });
}
