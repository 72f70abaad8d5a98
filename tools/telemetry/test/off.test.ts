import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { startReceiver } from '../src/receiver.ts';

const fixture = fileURLToPath(new URL('../fixture/process.ts', import.meta.url));

async function ended(endpoint: string): Promise<{ said: string; code: number | null; ms: number }> {
  const since = performance.now();
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', fixture, endpoint],
    { env: { ...process.env, NODE_OPTIONS: '' } },
  );
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => (said += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { said, code, ms: performance.now() - since };
}

test('off: nothing of OpenTelemetry is loaded; lines are JSON, whatever is in them', async () => {
  const { said, code } = await ended('');
  expect([code, said]).toEqual([0, expect.stringContaining('loaded 0\n')]);
  const lines = said
    .split('\n')
    .filter((l) => l !== '' && !l.startsWith('loaded'))
    .map((l) => JSON.parse(l) as Record<string, unknown>);
  expect(lines.find((l) => l['reason'] === 'b\nc')).toMatchObject({
    msg: 'a line\n{"level":60}',
    level: 40,
    time: expect.stringMatching(/Z$/),
  });
  expect(lines.map((l) => l['level'])).not.toContain(60);
});

test('O8 on: a planted leak does not leave; what was logged right before SIGTERM arrives', async () => {
  const receiver = await startReceiver();
  const { said, code } = await ended(receiver.url);
  await receiver.stop();
  expect([code, Number(/loaded (\d+)/.exec(said)?.[1] ?? 0) > 50]).toEqual([0, true]);
  expect(receiver.logs.map((l) => l.body)).toEqual(
    expect.arrayContaining(['a line\n{"level":60}', 'stopping']),
  );
  expect(
    receiver.spans.map(({ name, attributes, status }) => ({ name, attributes, status })),
  ).toEqual([
    { name: 'proof', attributes: { 'katrol.code': 'kept', 'error.type': 'TypeError' }, status: 2 },
  ]);
  expect(receiver.logs.find((l) => l.body === 'bug')?.attributes).toEqual({
    'exception.type': 'TypeError',
    'code.stacktrace': expect.stringContaining('process.ts'),
  });
  expect(
    receiver.metrics
      .filter((m) => m.name === 'inbox.duplicates')
      .map((m) => m.points[0]?.attributes),
  ).toContainEqual({ 'messaging.destination.name': 'proof' });
  expect(receiver.logs.find((l) => l.body === 'a line past the logger')?.attributes).toEqual({
    'katrol.code': 'kept',
  });
  expect(receiver.raw.filter((b) => b.toString('latin1').includes('Vergeten'))).toEqual([]);
  expect(receiver.logs[0]?.resource).toMatchObject({
    'service.name': 'proof',
    'service.version': expect.stringMatching(/^\d/),
    'service.instance.id': expect.any(String),
  });
});

test('a collector that is away holds the end up two seconds at most, told once', async () => {
  const { said, code, ms } = await ended('http://127.0.0.1:9');
  expect(code).toBe(0);
  expect(ms).toBeLessThan(6_000);
  expect(said.match(/telemetry not sent/g)?.length ?? 0).toBeLessThanOrEqual(1);
});
