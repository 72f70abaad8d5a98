export async function kafkaForTests(say: (line: string) => void): Promise<{ port: number; stop(): Promise<void> } | undefined> {
  const given = process.env['KAFKA_BROKERS'];
  if (given) return { port: Number(given.split(':')[1]), stop: async () => undefined };
  say('no Kafka yet');
  return undefined;
}
