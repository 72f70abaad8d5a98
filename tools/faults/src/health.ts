import { setTimeout as sleep } from 'node:timers/promises';
import {
  Health,
  HealthCheckResponse_ServingStatus as Serving,
} from '@katrol/proto/grpc/health/v1/health_pb';
import { connect, type Peer } from '@katrol/rpc';

/** Asks a service what Kubernetes' probes ask it. */
export class Probe {
  readonly #peer: Peer<typeof Health>;
  constructor(port: number | undefined) {
    this.#peer = connect(Health, `127.0.0.1:${port}`);
  }

  /** `away` when nobody answers. */
  async ask(): Promise<'serving' | 'not-serving' | 'away'> {
    try {
      const { status } = await this.#peer.call(
        'check',
        {},
        { deadline: new Date(Date.now() + 1_000) },
      );
      return status === Serving.SERVING ? 'serving' : 'not-serving';
    } catch {
      // refused, or no answer in time: a probe makes no difference
      return 'away';
    }
  }

  /** Waits for an answer; gives how long it took in ms, or undefined after the limit. */
  async until(
    wanted: (answer: 'serving' | 'not-serving' | 'away') => boolean,
    limitMs: number,
  ): Promise<number | undefined> {
    const since = performance.now();
    while (performance.now() - since < limitMs) {
      if (wanted(await this.ask())) return performance.now() - since;
      await sleep(100);
    }
    return undefined;
  }

  close(): void {
    this.#peer.close();
  }
}
