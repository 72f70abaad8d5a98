import { connectivityState, credentials, Client } from '@grpc/grpc-js';
import { Refusal } from '@katrol/runtime';

const CHANNEL = {
  'grpc.max_receive_message_length': 4 * 1024 * 1024,
  'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
  'grpc.keepalive_time_ms': 10_000,
  'grpc.keepalive_timeout_ms': 5_000,
  // a peer that restarts is found again soon
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 2_000,
  // a channel that is given up takes its connections along
  'grpc.use_local_subchannel_pool': 1,
  // tokens travel on it in clear: never by way of a proxy, whatever the environment names
  'grpc.enable_http_proxy': 0,
};

/** How long a peer may take to say its first word on a new connection. */
const CONNECT_LIMIT_MS = 5_000;

/** One connection to a peer, found again whatever becomes of it. */
export type Connection = {
  client(): Client;
  /** Resolves once the peer said its first word. Refuses SERVICE_AWAY when it did not in time. */
  ready(): Promise<void>;
  /** A call that began then was not answered by the peer. */
  unanswered(of: Client, since: number): void;
  answered(): void;
  close(): void;
};

/**
 * Opens a channel. grpc-js waits without end for a peer whose machine takes a connection and then
 * says nothing (a black hole, a proxy before a dead peer), so such a channel is given up here and a
 * new one is made.
 */
export function openConnection(address: string): Connection {
  const open = (): Client => new Client(address, credentials.createInsecure(), CHANNEL);
  let client = open();
  let closed = false;
  let stuckSince: number | undefined;
  const giveUp = (of: Client): void => {
    if (of !== client || closed) return;
    client = open();
    stuckSince = undefined;
    of.close();
  };
  return {
    client: () => client,
    ready: async () => {
      const of = client;
      try {
        await untilReady(of, () => closed || of !== client);
      } catch (cause) {
        giveUp(of);
        throw new Refusal('unavailable', 'SERVICE_AWAY', { cause });
      }
    },
    unanswered: (of, since) => {
      if (of !== client || closed) return;
      if (of.getChannel().getConnectivityState(false) !== connectivityState.CONNECTING) {
        stuckSince = undefined;
        return;
      }
      stuckSince ??= since;
      if (performance.now() - stuckSince > CONNECT_LIMIT_MS) giveUp(of);
    },
    answered: () => {
      stuckSince = undefined;
    },
    close: () => {
      closed = true;
      client.close();
    },
  };
}

/**
 * Waits for the first word. grpc-js has the like (`waitForReady`), which begins to connect anew
 * when its channel is closed meanwhile.
 */
function untilReady(of: Client, isGone: () => boolean): Promise<void> {
  const limit = Date.now() + CONNECT_LIMIT_MS;
  return new Promise((resolve, reject) => {
    const look = (error?: Error): void => {
      if (isGone()) return reject(new Error('closed before it was ready'));
      if (error) return reject(error);
      const channel = of.getChannel();
      const state = channel.getConnectivityState(true);
      if (state === connectivityState.READY) return resolve();
      channel.watchConnectivityState(state, limit, look);
    };
    look();
  });
}
