import { setTimeout as sleep } from 'node:timers/promises';
import { create, type DescMethod, type Message } from '@bufbuild/protobuf';
import { timestampFromDate, timestampDate } from '@bufbuild/protobuf/wkt';
import type { Metadata } from '@grpc/grpc-js';
import type { Delivery, Outbox } from '@katrol/events';
import type { Principal } from '@katrol/identity';
import {
  OutboxService,
  ReadResponseSchema,
  type ReadRequest,
  type ReadResponse,
} from '@katrol/proto/katrol/common/v1/events_pb';
import {
  Health,
  HealthCheckResponse_ServingStatus as Serving,
  HealthCheckResponseSchema,
  type HealthCheckRequest,
} from '@katrol/proto/grpc/health/v1/health_pb';
import { notFound, Refusal, traceparentOf } from '@katrol/runtime';
import type { RawTx } from '@katrol/store';
import { checkAccess } from './access.ts';
import type { Kit } from './kit.ts';
import { auditRefusal } from './refused.ts';

/** RPCs that every service has, beside its table. */
export type RawTable = {
  path: string;
  method: DescMethod;
  unary?: (request: Message) => Promise<Message>;
  stream?: (request: Message, metadata: Metadata, signal: AbortSignal) => AsyncIterable<Message>;
}[];

/**
 * What Kubernetes' gRPC probes ask: whether the process can do its work. Asked by the name of its
 * contract, `named` answers: whether what it works with, its database, answers too.
 */
export function healthTable(
  serving: () => boolean,
  stopping: AbortSignal,
  named: { contract: string; answers(): Promise<boolean> },
): RawTable {
  const said = (yes: boolean): Message =>
    create(HealthCheckResponseSchema, { status: yes ? Serving.SERVING : Serving.NOT_SERVING });
  const now = (): Message => said(serving());
  const check = async (request: Message): Promise<Message> => {
    const { service } = request as HealthCheckRequest;
    if (service === '') return now();
    if (service !== named.contract) throw notFound('service');
    return said(serving() && (await named.answers()));
  };
  const watch = async function* (
    _request: Message,
    _metadata: Metadata,
    gone: AbortSignal,
  ): AsyncGenerator<Message> {
    yield now();
    await sleep(2 ** 31 - 1, undefined, { signal: AbortSignal.any([gone, stopping]) }).catch(
      () => undefined,
    );
    if (!gone.aborted) yield now();
  };
  return [
    { path: '/grpc.health.v1.Health/Check', method: Health.method.check, unary: check },
    { path: '/grpc.health.v1.Health/Watch', method: Health.method.watch, stream: watch },
  ];
}

/** The direct broker's log, for services only. */
export function outboxTable<Tx extends RawTx>(
  outbox: Outbox,
  kit: Pick<Kit<Tx>, 'verifier' | 'store' | 'log'>,
  stopping: AbortSignal,
): RawTable {
  const path = `/${OutboxService.typeName}/Read`;
  const read = async function* (
    request: Message,
    metadata: Metadata,
    gone: AbortSignal,
  ): AsyncGenerator<Message> {
    const token = String(metadata.get('authorization')[0] ?? '').replace(/^Bearer /, '');
    let principal: Principal = { kind: 'anonymous' };
    try {
      if (token !== '') principal = await kit.verifier.verify(token);
      checkAccess('system', principal);
    } catch (error) {
      const traceparent = traceparentOf(String(metadata.get('traceparent')[0] ?? ''));
      const asked = { name: path, method: OutboxService.method.read, request, traceparent };
      if (error instanceof Refusal) await auditRefusal(kit, asked, principal, error);
      throw error;
    }
    const { afterPosition: after, types } = request as ReadRequest;
    const read = outbox.read({ after, types }, AbortSignal.any([gone, stopping]));
    for await (const { events, position } of read) {
      yield create(ReadResponseSchema, {
        position,
        events: events.map((e) => ({ ...e, recordedAt: timestampFromDate(e.recordedAt) })),
      });
    }
  };
  return [{ path, method: OutboxService.method.read, stream: read }];
}

/** The other end: what a publisher streams. */
export const deliveryOf = ({ events, position }: ReadResponse): Delivery => ({
  position,
  events: events.map(({ id, type, key, payload, position: at, recordedAt, traceparent }) => ({
    id,
    type,
    key,
    payload,
    position: at,
    recordedAt: recordedAt ? timestampDate(recordedAt) : new Date(0),
    traceparent,
  })),
});
