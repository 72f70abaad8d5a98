import { expect, test } from '@jest/globals';
import { inChild } from '../src/index.ts';

type Answer = { said: string; pid: number; env: string[] };
const echo = new URL('./fixtures/echo.ts', import.meta.url);
const children = (limitMs = 10_000) => inChild<object, Answer>(echo, { limitMs });

const goesOn = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('each question has a process of its own, one after another, which ends and holds no secret', async () => {
  const c = children();
  const [a, b] = await Promise.all([c.ask({ say: 'een' }), c.ask({ say: 'twee' })]);
  expect([a.said, b.said]).toEqual(['een', 'twee']);
  expect(a.pid).not.toBe(b.pid);
  expect(a.env.filter((name) => !name.startsWith('NODE_CHANNEL'))).toEqual([]);
  await c.close();
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect([a.pid, b.pid].filter(goesOn)).toEqual([]);
});

test('what it throws is thrown here; one that leaves or takes too long is said to, and the next goes on', async () => {
  const c = children();
  await expect(c.ask({ fail: 'zo niet' })).rejects.toThrow('zo niet');
  await expect(c.ask({ leave: true })).rejects.toThrow('ended before it answered: 3');
  expect(await c.ask({ say: 'nog' })).toMatchObject({ said: 'nog' });
  await c.close();
  // a busy machine takes its time to start one: only what hangs has a short limit
  const hasty = children(1_000);
  await expect(hasty.ask({ hang: true })).rejects.toThrow('aborted');
  await hasty.close();
});

test('closing ends what is under way', async () => {
  const c = children();
  const asked = c.ask({ hang: true });
  const refused = asked.catch((error: Error) => error.message);
  await new Promise((resolve) => setTimeout(resolve, 300));
  await c.close();
  expect(await refused).toContain('aborted');
});
