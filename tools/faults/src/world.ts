import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPostgres, type RunningPostgres } from '@katrol/platform';
import { startIdentity, type TestIdentity } from '@katrol/testkit/identity';
import { makeTemplate } from './databases.ts';
import type { Sabotage } from './inside/fault.ts';

export const TEMPLATE = 'faults';

/**
 * What all trials share: one PostgreSQL that keeps what it confirmed, an issuer of tokens, a Kafka
 * when one can run.
 */
export type World = {
  size: 'short' | 'full';
  seed: number;
  postgres: RunningPostgres;
  identity: TestIdentity;
  kafka: { port: number } | undefined;
  /** breaks the fixture services, to see the trials red */
  sabotage: Sabotage | undefined;
  /** by size */
  scale<T>(short: T, full: T): T;
  say(line: string): void;
  /** what must be released with the world, the last first */
  atEnd(release: () => Promise<void>): void;
  close(): Promise<void>;
};

export type WorldOptions = Pick<World, 'size' | 'seed' | 'say' | 'sabotage'> & {
  kafka: (() => Promise<{ port: number; stop(): Promise<void> } | undefined>) | undefined;
};

export async function openWorld(o: WorldOptions): Promise<World> {
  const dir = mkdtempSync(path.join(tmpdir(), 'katrol-faults-'));
  const releases: (() => Promise<void>)[] = [
    async () => rmSync(dir, { recursive: true, force: true }),
  ];
  const close = async (): Promise<void> => {
    for (const release of releases.splice(0).toReversed()) await release();
  };
  try {
    const postgres = await startPostgres({
      dir,
      durable: true,
      settings: { max_connections: '150' },
    });
    releases.push(() => postgres.stop());
    await makeTemplate(postgres.adminUrl, TEMPLATE);
    const identity = await startIdentity();
    releases.push(() => identity.close());
    const kafka = await o.kafka?.();
    if (kafka) releases.push(() => kafka.stop());
    return {
      ...o,
      postgres,
      identity,
      kafka,
      scale: (short, full) => (o.size === 'short' ? short : full),
      atEnd: (release) => void releases.push(release),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
