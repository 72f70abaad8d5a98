import { Refusal } from '@katrol/runtime';

/**
 * The largest fact that travels, in bytes: far below what Kafka's brokers (1 MB a batch) and gRPC
 * (4 MB a message) take by themselves.
 */
export const LARGEST_FACT = 128 * 1024;
/** Facts travel together up to so many bytes, whatever their number. */
export const LARGEST_BATCH = 512 * 1024;

/** The reason of a fact that cannot travel. */
export const FACT_TOO_LARGE = 'FACT_TOO_LARGE';

/** A broker that took a batch's events for too large, alone or together. */
export class TooLarge extends Error {}

/** Refuses FACT_TOO_LARGE, at the command that tells it. */
export function refuseTooLarge(payload: Uint8Array): void {
  if (payload.length > LARGEST_FACT) throw new Refusal('invalid_argument', FACT_TOO_LARGE);
}
