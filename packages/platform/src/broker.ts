import { givenKafka } from './config.ts';
import { startKafka } from './kafka.ts';
import type { Start } from './starting.ts';

/** What a service is told of the broker. */
export type BrokerEnvironment = { BROKER: 'direct' | 'kafka'; KAFKA_BROKERS: string };

/**
 * Kafka with `--real` or a given address, else the direct broker, which needs no start. Rejects
 * when `--real` finds no Kafka.
 */
export const startBroker = async ({
  settings,
  progress,
  onStop,
}: Start): Promise<BrokerEnvironment> => {
  if (!settings.real && givenKafka().brokers === undefined)
    return { BROKER: 'direct', KAFKA_BROKERS: '' };
  const told = {
    died: 'Kafka viel weg en wordt opnieuw gestart / died, starting again',
    restarted: 'Kafka is terug / is back',
  };
  const kafka = await progress.step('Kafka starten / starting Kafka', () =>
    startKafka({
      dir: settings.dataDir,
      keep: true,
      onEvent: ({ kind }) => progress.say(told[kind]),
    }),
  );
  if (!kafka) {
    throw new Error(
      'geen Kafka gevonden: geef KAFKA_BROKERS, start Docker, of installeer Java en Maven / ' +
        'no Kafka found: give KAFKA_BROKERS, start Docker, or install Java and Maven',
    );
  }
  onStop(kafka.stop);
  progress.say(`Gebeurtenissen / events: ${kafka.how}`);
  return { BROKER: 'kafka', KAFKA_BROKERS: kafka.brokers };
};
