import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import {
  create,
  fromBinary,
  toBinary,
  type DescMessage,
  type MessageInitShape,
} from '@bufbuild/protobuf';
import { Server, ServerCredentials, type ServerWritableStream } from '@grpc/grpc-js';
import {
  OutboxService,
  ReadRequestSchema,
  ReadResponseSchema,
  type ReadRequest,
  type ReadResponse,
} from '@katrol/proto/katrol/common/v1/events_pb';

type Told = { id: string; type: string; key: string; payload: Uint8Array; position: bigint };

export type Publisher = {
  address: string;
  /**
   * Tells an event as the owning service would. Returns its id; the same id again is the same
   * event.
   */
  tell<S extends DescMessage>(
    schema: S,
    fact: MessageInitShape<S>,
    key: string,
    id?: string,
  ): string;
  /** Tells bytes under the name of an event. */
  tellBytes(type: string, payload: Uint8Array, key: string): string;
  stop(): void;
};

/** A neighbour that only tells: a real server of the outbox contract. */
export async function startPublisher(at = 0): Promise<Publisher> {
  const log: Told[] = [];
  const bell = new EventEmitter();
  bell.setMaxListeners(0);
  const server = new Server();
  const method = OutboxService.method.read;
  server.addService(
    {
      Read: {
        path: `/${OutboxService.typeName}/Read`,
        requestStream: false,
        responseStream: true,
        requestSerialize: (m: ReadRequest) => Buffer.from(toBinary(ReadRequestSchema, m)),
        requestDeserialize: (b: Buffer) => fromBinary(method.input, b),
        responseSerialize: (m: ReadResponse) => Buffer.from(toBinary(ReadResponseSchema, m)),
        responseDeserialize: (b: Buffer) => fromBinary(method.output, b),
      },
    },
    {
      Read: (call: ServerWritableStream<ReadRequest, ReadResponse>) => {
        void (async () => {
          let next = Number(call.request.afterPosition);
          while (!call.cancelled) {
            const events = log.slice(next);
            next += events.length;
            if (events.length > 0) call.write(create(ReadResponseSchema, { events }));
            else await once(bell, 'told');
          }
        })();
      },
    },
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${at}`, ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  const keep = (told: Omit<Told, 'position'>): string => {
    log.push({ ...told, position: BigInt(log.length + 1) });
    bell.emit('told');
    return told.id;
  };
  return {
    address: `127.0.0.1:${port}`,
    tell: (schema, fact, key, id = randomUUID()) =>
      keep({ id, type: schema.typeName, key, payload: toBinary(schema, create(schema, fact)) }),
    tellBytes: (type, payload, key) => keep({ id: randomUUID(), type, key, payload }),
    stop: () => server.forceShutdown(),
  };
}
