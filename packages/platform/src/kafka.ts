import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, realpath, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { givenKafka, programPath } from './config.ts';
import { runContainer } from './docker.ts';
import { fetchJars, keepJava } from './java.ts';
import { freePort } from './ports.ts';
import { fromDockerOrJava } from './real.ts';

const run = promisify(execFile);
const version = '4.3.0';

/** How to start; `advertised` is the address told to clients, for a proxy before it. */
export interface KafkaOptions {
  dir: string;
  port?: number;
  advertised?: string;
  settings?: Record<string, string>;
  /** with Docker: what was told outlives the container, in a volume of its own for this `dir` */
  keep?: boolean;
  onEvent?: (event: { kind: 'died' | 'restarted'; pid?: number }) => void;
}

/** A real Kafka; `how` says which, in words for a person. */
export interface RunningKafka {
  /** host:port, separated by commas */
  brokers: string;
  how: string;
  port?: number;
  /** of the native program */
  pid?: () => number;
  stop: () => Promise<void>;
}

const settingsOf = (
  o: KafkaOptions,
  ports: { client: number; controller: number },
): Record<string, string> => ({
  'process.roles': 'broker,controller',
  'node.id': '1',
  'controller.quorum.voters': `1@localhost:${ports.controller}`,
  listeners: `PLAINTEXT://127.0.0.1:${ports.client},CONTROLLER://localhost:${ports.controller}`,
  'advertised.listeners': `PLAINTEXT://${o.advertised ?? `127.0.0.1:${ports.client}`}`,
  'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
  'controller.listener.names': 'CONTROLLER',
  'auto.create.topics.enable': 'false',
  // one broker, few clients
  'offsets.topic.replication.factor': '1',
  'offsets.topic.num.partitions': '6',
  'transaction.state.log.replication.factor': '1',
  'transaction.state.log.min.isr': '1',
  'group.initial.rebalance.delay.ms': '0',
  'group.min.session.timeout.ms': '1000',
  ...o.settings,
});

const native = async (o: KafkaOptions): Promise<RunningKafka> => {
  const lib = await fetchJars(`kafka-${version}`, [
    { groupId: 'org.apache.kafka', artifactId: 'kafka_2.13', version },
    { groupId: 'org.slf4j', artifactId: 'slf4j-simple', version: '1.7.36' },
  ]);
  await mkdir(o.dir, { recursive: true });
  const dir = path.join(await realpath(o.dir), 'kafka');
  const logs = path.join(dir, 'logs');
  await mkdir(dir, { recursive: true });
  const ports = { client: await freePort(o.port), controller: await freePort() };
  const file = path.join(dir, 'server.properties');
  const settings = { ...settingsOf(o, ports), 'log.dirs': logs };
  await writeFile(
    file,
    Object.entries(settings)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
  const java = [
    '-Xmx384m',
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    '-Dorg.slf4j.simpleLogger.defaultLogLevel=error',
    '-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info',
    '-cp',
    path.join(lib, '*'),
  ];
  if (!existsSync(path.join(logs, 'meta.properties'))) {
    const id = randomBytes(16).toString('base64url');
    await run(
      'java',
      [...java, 'kafka.tools.StorageTool', 'format', `--cluster-id=${id}`, '-c', file],
      { env: { PATH: programPath() } },
    );
  }
  const program = {
    dir,
    args: [...java, 'kafka.Kafka', file],
    readyLine: 'Kafka Server started',
    limitMs: 60_000,
  };
  const running = await keepJava({ ...program, ...(o.onEvent ? { onEvent: o.onEvent } : {}) });
  return {
    brokers: o.advertised ?? `127.0.0.1:${ports.client}`,
    how: `Kafka ${version} (Maven, java)`,
    port: ports.client,
    ...running,
  };
};

const volumeOf = async (dir: string): Promise<string> => {
  await mkdir(dir, { recursive: true });
  return `katrol-kafka-${createHash('sha256')
    .update(await realpath(dir))
    .digest('hex')
    .slice(0, 12)}`;
};

const contained = async (o: KafkaOptions): Promise<RunningKafka> => {
  const logs = '/var/lib/kafka/data';
  const volumes: Record<string, string> = o.keep ? { [logs]: await volumeOf(o.dir) } : {};
  const ports = { client: await freePort(o.port), controller: await freePort() };
  const settings = { ...settingsOf(o, ports), 'log.dirs': logs };
  const environment = Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      `KAFKA_${name.replaceAll('.', '_').toUpperCase()}`,
      value,
    ]),
  );
  const container = await runContainer({
    image: `apache/kafka:${version}`,
    // the same each time: a volume of another cluster is refused
    environment: { ...environment, CLUSTER_ID: 'a2F0cm9sLWRlbW9uc3RyYQ' },
    volumes,
    readyLine: /Kafka Server started/,
  });
  return {
    brokers: o.advertised ?? `127.0.0.1:${ports.client}`,
    how: `Kafka ${version} (Docker, apache/kafka:${version})`,
    port: ports.client,
    stop: container.stop,
  };
};

/**
 * A real Kafka, wherever it can be had: the address given in KAFKA_BROKERS, else Docker, else the
 * programs from Maven; undefined where none of these is there. KATROL_REAL=native passes Docker by.
 */
export const startKafka = async (o: KafkaOptions): Promise<RunningKafka | undefined> => {
  const { brokers, docker } = givenKafka();
  if (brokers !== undefined && o.advertised === undefined)
    return { brokers, how: `${brokers} (KAFKA_BROKERS)`, stop: async () => undefined };
  return await fromDockerOrJava({ docker, contained: () => contained(o), native: () => native(o) });
};
