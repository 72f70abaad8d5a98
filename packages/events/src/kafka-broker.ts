import type { ICustomPartitioner, Kafka, Message, Producer } from 'kafkajs';
import type { Broker } from './broker.ts';
import { recordOf } from './cloud-events.ts';
import { declareTopic, keepHearing, type KafkaOptions } from './kafka-hearer.ts';
import { untilAborted, within } from './patience.ts';
import { TooLarge } from './size.ts';
import { topicOf } from './topics.ts';

const CONNECT_MS = 3_000;
const REQUEST_MS = 5_000;
const STOP_MS = 6_000;

/**
 * Apache Kafka: a topic a service, the aggregate as key, CloudEvents in headers (binary mode).
 * kafkajs lives here and in kafka-hearer.ts; what it is known to do wrong, and what stands against
 * it: docs/adr/0007-kafka.md.
 */
export async function kafkaBroker(o: KafkaOptions): Promise<Broker> {
  // a tenth of a service's start, for who has a broker of its own
  const { default: kafkajs } = await import('kafkajs');
  const kafka = new kafkajs.Kafka({
    clientId: `katrol.${o.service}`,
    brokers: o.brokers,
    connectionTimeout: CONNECT_MS,
    requestTimeout: REQUEST_MS,
    enforceRequestTimeout: true,
    retry: { retries: 2, initialRetryTime: 100, maxRetryTime: 1_000 },
    // every error reaches us, and is told there once
    logLevel: kafkajs.logLevel.NOTHING,
  });
  const telling = openProducer(kafka, kafkajs.Partitioners.DefaultPartitioner, o);
  const failed = new Set<string>();
  return {
    publish: (events, signal) => telling.publish(events, signal),
    subscribe: (to) => keepHearing(kafka, o, to, failed),
    alive: () => failed.size === 0,
    close: () => telling.close(),
  };
}

const isTooLarge = (error: unknown): boolean =>
  ['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE'].includes(String((error as Said).type));
type Said = { type?: unknown };

function openProducer(
  kafka: Kafka,
  createPartitioner: ICustomPartitioner,
  o: KafkaOptions,
): Pick<Broker, 'publish' | 'close'> {
  const topic = topicOf(o.service);
  let producer: Producer | undefined;
  let declared = false;
  const send = async (messages: Message[]): Promise<void> => {
    try {
      if (!declared) await declareTopic(kafka, topic, o.replication);
      declared = true;
      if (!producer) {
        const fresh = kafka.producer({
          idempotent: true,
          maxInFlightRequests: 1,
          allowAutoTopicCreation: false,
          createPartitioner,
        });
        await fresh.connect();
        producer = fresh;
      }
      await producer.send({ topic, acks: -1, timeout: REQUEST_MS, messages });
    } catch (error) {
      // which of its sequence numbers arrived is unknown now: another producer begins anew
      const broken = producer;
      producer = undefined;
      void within(STOP_MS, broken?.disconnect());
      throw isTooLarge(error) ? new TooLarge('the broker takes less', { cause: error }) : error;
    }
  };
  // one send at a time: sends beside each other break the sequence of an idempotent producer
  let last: Promise<unknown> = Promise.resolve();
  return {
    publish: async (events, signal) => {
      signal.throwIfAborted();
      const sent = last.then(() => send(events.map((e) => recordOf(o.service, e))));
      last = sent.catch(() => undefined);
      await untilAborted(sent, signal);
    },
    close: async () => {
      await within(STOP_MS, last);
      await within(STOP_MS, producer?.disconnect());
    },
  };
}
