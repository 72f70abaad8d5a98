// In the gateway's image, before a trial is installed: makes the secrets that are not there yet, in
// the namespace itself, so that none ever stands in a chart, in values or in a release. One that is
// there is left alone. Without an engine of secrets only: see deploy/environments.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { linkKeyOf } from '@katrol/identity';
import { log, must } from './place.ts';

const at = '/var/run/secrets/kubernetes.io/serviceaccount';
const token = readFileSync(`${at}/token`, 'utf8');
const namespace = readFileSync(`${at}/namespace`, 'utf8').trim();
const url = `https://${must('KUBERNETES_SERVICE_HOST')}:${must('KUBERNETES_SERVICE_PORT')}/api/v1/namespaces/${namespace}/secrets`;

type Wanted = { name: string; type: string; keys: Record<string, string> };

const made = new Map<string, string>();
const before = (of: string): string => {
  const value = made.get(of);
  if (value === undefined) throw new Error(`${of} is not there, and not made here`);
  return value;
};
/** How a key comes by its value: a fixed text, that of another, what follows from another. */
const ways: Record<string, (of: string) => string> = {
  chance: () => randomBytes(24).toString('hex'),
  text: (of) => of,
  same: before,
  'link-public': (of) => linkKeyOf(before(of)).publicText,
};
const valueOf = (secret: string, key: string, how: string): string => {
  const [kind = '', of = ''] = how.split(':');
  const way = ways[kind];
  if (!way) throw new Error(`${secret}/${key}: "${how}" is no way to make it`);
  const value = way(of);
  made.set(`${secret}/${key}`, value);
  return value;
};

const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };

for (const { name, type, keys } of JSON.parse(must('SECRETS')) as Wanted[]) {
  const there = await fetch(`${url}/${name}`, { headers });
  if (there.ok) {
    const { data = {} } = (await there.json()) as { data?: Record<string, string> };
    for (const [key, value] of Object.entries(data))
      made.set(`${name}/${key}`, Buffer.from(value, 'base64').toString());
    continue;
  }
  const stringData = Object.fromEntries(
    Object.entries(keys).map(([key, how]) => [key, valueOf(name, key, how)]),
  );
  const labels = { 'app.kubernetes.io/part-of': 'katrol', 'katrol.eu/made-for': 'trial' };
  const body = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Secret',
    type,
    metadata: { name, labels },
    stringData,
  });
  const answer = await fetch(url, { method: 'POST', headers, body });
  // another one made it meanwhile
  if (!answer.ok && answer.status !== 409)
    throw new Error(`the secret ${name} is not taken: ${answer.status}`);
  log.info('secret made', { code: name });
}
process.exit(0);
