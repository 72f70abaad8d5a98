import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { root } from './declared.ts';

/** An object of Kubernetes, as far as tests look into it. */
export type Kube = {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  [part: string]: unknown;
};

/** Whether a program is there. */
export const has = (program: string, ...args: string[]): boolean =>
  spawnSync(program, args, { stdio: 'ignore' }).status === 0;

/** The files of values of deploy/environments, by name. */
export const environments = (): string[] =>
  readdirSync(path.join(root, 'deploy/environments'))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.replace('.yaml', ''))
    .sort();

export const environmentFile = (name: string): string =>
  path.join(root, 'deploy/environments', `${name}.yaml`);

/** A copy of the umbrella with its part inside, as `helm dependency build` makes it. */
export class Chart {
  readonly dir = mkdtempSync(path.join(tmpdir(), 'katrol-chart-'));
  #files = 0;

  constructor() {
    cpSync(path.join(root, 'charts/platform'), path.join(this.dir, 'platform'), {
      recursive: true,
      filter: (file) => !/platform\/(charts|Chart\.lock)(\/|$)/.test(file),
    });
    cpSync(path.join(root, 'charts/service'), path.join(this.dir, 'platform/charts/service'), {
      recursive: true,
    });
  }

  get platform(): string {
    return path.join(this.dir, 'platform');
  }

  /** A file with values of a test's own. */
  file(values: object): string {
    this.#files += 1;
    const file = path.join(this.dir, `values-${this.#files}.yaml`);
    writeFileSync(file, stringify(values));
    return file;
  }

  /** What helm says: its code, and both of its outputs. */
  helm(...args: string[]): { code: number; stdout: string; stderr: string } {
    const ran = spawnSync('helm', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
    return { code: ran.status ?? 1, stdout: ran.stdout ?? '', stderr: ran.stderr ?? '' };
  }

  /** What is rendered from files of values. Throws with helm's words. */
  text(...files: string[]): string {
    return execFileSync(
      'helm',
      [
        'template',
        'katrol',
        this.platform,
        '--namespace=katrol',
        ...files.map((file) => `--values=${file}`),
      ],
      { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, stdio: ['ignore', 'pipe', 'pipe'] },
    );
  }

  /** What an environment renders to, with a test's own values over it. */
  of(environment: string, values: object = {}): Rendered {
    return new Rendered(this.text(environmentFile(environment), this.file(values)));
  }

  /** Why these values are refused; empty where they are taken. */
  refusal(environment: string, values: object): string {
    const files = [environmentFile(environment), this.file(values)];
    const { code, stderr } = this.helm(
      'template',
      'katrol',
      this.platform,
      ...files.map((file) => `--values=${file}`),
    );
    return code === 0 ? '' : stderr;
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** The objects of one rendering. */
export class Rendered {
  readonly text: string;
  readonly all: Kube[];

  constructor(text: string) {
    this.text = text;
    this.all = parseAllDocuments(text)
      .map((document) => document.toJS() as Kube | null)
      .filter((one): one is Kube => one?.kind !== undefined);
  }

  kinds(kind: string): Kube[] {
    return this.all.filter((one) => one.kind === kind);
  }

  find(kind: string, name: string): Kube | undefined {
    return this.all.find((one) => one.kind === kind && one.metadata.name === name);
  }

  /** The one of that name. Throws where it is not there. */
  get(kind: string, name: string): Kube {
    const found = this.find(kind, name);
    if (!found) throw new Error(`no ${kind} ${name} is rendered`);
    return found;
  }
}

/** What lies at a path of keys and numbers, undefined where nothing does. */
export const at = (value: unknown, where: string): unknown =>
  where
    .split('.')
    .reduce<unknown>(
      (inside, key) => (inside as Record<string, unknown> | undefined)?.[key],
      value,
    );

type Container = {
  name: string;
  image: string;
  env?: { name: string; value?: string; valueFrom?: unknown }[];
  securityContext?: Record<string, unknown>;
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
};
/** The pod that an object makes, with the containers that run before and in it. */
export type Pod = {
  spec: Record<string, unknown> & {
    securityContext?: Record<string, unknown>;
    automountServiceAccountToken?: boolean;
    terminationGracePeriodSeconds?: number;
    volumes?: { name: string }[];
  };
  labels: Record<string, string>;
  containers: Container[];
};

/** The pod of a workload; undefined for what makes none. */
export function podOf(one: Kube): Pod | undefined {
  const template = (at(one, 'spec.template') ??
    at(one, 'spec.jobTemplate.spec.template') ??
    (one.kind === 'Pod' ? one : undefined)) as
    | { metadata?: { labels?: Record<string, string> }; spec?: Pod['spec'] }
    | undefined;
  if (!template?.spec) return undefined;
  const { spec } = template;
  const containers = [spec['initContainers'], spec['containers']].flatMap(
    (list) => (list as Container[] | undefined) ?? [],
  );
  return { spec, labels: template.metadata?.labels ?? {}, containers };
}
