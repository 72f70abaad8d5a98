import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { realPart, startKafka } from '@katrol/platform';
import kafkajs, { type Admin } from 'kafkajs';

/** A real Kafka where one can be had; its files go with it. */
export async function kafkaForTests(): Promise<
  { port: number; stop(): Promise<void> } | undefined
> {
  const dir = mkdtempSync(path.join(tmpdir(), 'katrol-faults-kafka-'));
  const kafka = await realPart('kafka', () => startKafka({ dir }));
  if (!kafka) return undefined;
  const port = Number(kafka.brokers.split(',')[0]?.split(':')[1]);
  const stop = async (): Promise<void> => {
    await kafka.stop();
    rmSync(dir, { recursive: true, force: true });
  };
  return { port, stop };
}

/** Looks at the broker from outside. */
export async function asAdmin<T>(port: number, use: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = new kafkajs.Kafka({
    clientId: 'faults',
    brokers: [`127.0.0.1:${port}`],
    logLevel: kafkajs.logLevel.NOTHING,
  }).admin();
  await admin.connect();
  try {
    return await use(admin);
  } finally {
    await admin.disconnect();
  }
}

/** How far a group has committed, by partition; and how far the topic goes. */
export async function offsets(
  port: number,
  group: string,
  topic: string,
): Promise<{ partition: number; committed: number; end: number }[]> {
  return await asAdmin(port, async (admin) => {
    const [committed] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
    const ends = await admin.fetchTopicOffsets(topic);
    return ends.map(({ partition, offset }) => ({
      partition,
      committed: Math.max(
        0,
        Number(committed?.partitions.find((p) => p.partition === partition)?.offset ?? 0),
      ),
      end: Number(offset),
    }));
  });
}
