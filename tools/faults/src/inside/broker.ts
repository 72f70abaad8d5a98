import { createRequire } from 'node:module';
import type { Fault } from './fault.ts';

type Request = (...args: unknown[]) => Promise<unknown>;

/**
 * Watches kafkajs: a member is killed between joining and its share of the partitions; a zombie's
 * joins fail for good.
 */
export function plantInBroker(fault: Fault, pass: (point: string) => void): void {
  const load = createRequire(import.meta.url);
  const Broker = load('kafkajs/src/broker') as {
    prototype: Record<'joinGroup' | 'syncGroup' | 'heartbeat', Request>;
  };
  const { KafkaJSNonRetriableError } = load('kafkajs') as {
    KafkaJSNonRetriableError: new (message: string) => Error;
  };
  const { joinGroup, syncGroup, heartbeat } = Broker.prototype;
  const refuse = (): void => {
    if (fault.zombie) throw new KafkaJSNonRetriableError('planted: this member may not go on');
  };
  Broker.prototype.joinGroup = async function (...args) {
    refuse();
    return await joinGroup.apply(this, args);
  };
  Broker.prototype.heartbeat = async function (...args) {
    refuse();
    return await heartbeat.apply(this, args);
  };
  Broker.prototype.syncGroup = async function (...args) {
    pass('in-rebalance');
    return await syncGroup.apply(this, args);
  };
}
