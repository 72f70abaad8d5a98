import {
  create,
  fromBinary,
  type DescMethod,
  type DescService,
  type Message,
} from '@bufbuild/protobuf';
import { traceparentOf } from '@katrol/runtime';
import type { RawTx } from '@katrol/store';
import { answer, type AnyRow, type Incoming, type Serving } from './answer.ts';
import type { CallOptions, Peer, StreamOptions } from './connect.ts';
import type { Kit, Served } from './kit.ts';
import type { ExportRow } from './table.ts';

const LONGEST_DEADLINE_MS = 60_000;

/** A table answered in this process, as a peer: the same way as over gRPC, without the wire. */
export function localPeer<Tx extends RawTx, D>(
  kit: Kit<Tx>,
  { service, table, deps, outbox }: Served<Tx, D>,
): Peer<DescService> {
  const serving: Serving<Tx, D> = {
    ...kit,
    deps,
    outbox,
    domain: service.typeName,
    service,
    table,
  };
  const rowOf = (key: string): AnyRow<Tx, D> => (table as Record<string, AnyRow<Tx, D>>)[key]!;
  const incoming = (key: string, request: unknown, o: StreamOptions): Incoming => {
    const method = service.method[key] as DescMethod;
    return {
      name: `/${service.typeName}/${method.name}`,
      method,
      request: create(method.input, request as never),
      token: o.token ?? '',
      key: o.key ?? '',
      traceparent: traceparentOf(o.traceparent ?? ''),
      deadline: o.deadline ?? new Date(Date.now() + LONGEST_DEADLINE_MS),
    };
  };
  return {
    call: async (key, request, options: CallOptions) => {
      const i = incoming(key, request, options);
      const answered = await answer.unary(serving, rowOf(key), i);
      return bytes(answered) ? fromBinary(i.method.output, answered) : (answered as never);
    },
    stream: (key, request, options) => {
      const row = rowOf(key) as ExportRow<never, never, Tx, D>;
      return answer.stream(serving, row, incoming(key, request, options)) as never;
    },
    close: () => undefined,
  };
}

const bytes = (answered: Message | Uint8Array): answered is Uint8Array =>
  answered instanceof Uint8Array;
