/**
 * What every topic is. Facts are small, hold identifiers and codes only, and a hearer that comes
 * later must hear them all: nothing expires.
 */
export const topicSettings = {
  /**
   * more than a service will have replicas; the key's partition must never change, so neither does
   * this
   */
  partitions: 6,
  /**
   * partitions that one process works at beside each other: all, since the next are fetched when
   * these are done
   */
  together: 6,
  config: {
    'retention.ms': '-1',
    'cleanup.policy': 'delete',
    'compression.type': 'producer',
    'max.message.bytes': '1048576',
  },
} as const;

/** The topic in which a service tells its facts. */
export const topicOf = (service: string): string => `katrol.${service}`;

/**
 * The consumer group in which a service hears a source. One a source: a source that is stuck holds
 * up no other.
 */
export const groupOf = (hearer: string, source: string): string => `katrol.${hearer}.${source}`;
