import {
  create,
  type DescMethod,
  type DescService,
  type Message,
  type MessageInitShape,
  type MessageShape,
} from '@bufbuild/protobuf';
import {
  Server,
  ServerCredentials,
  status,
  type ServerUnaryCall,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { definitionOf, grpcCodes } from '@katrol/rpc';
import { Refusal } from '@katrol/runtime';

type Answers<S extends DescService> = {
  [K in keyof S['method']]?: (
    request: MessageShape<S['method'][K]['input']>,
    token: string,
  ) =>
    | MessageInitShape<S['method'][K]['output']>
    | Promise<MessageInitShape<S['method'][K]['output']>>;
};
type Done = (error: unknown, message?: Message) => void;

/** A neighbour that answers: where it listens, and how it goes away. */
export type Neighbour = { address: string; stop(): void };

/**
 * A real server of a contract that answers these RPCs and no others. A Refusal that is thrown
 * travels as its code; `at`: a port of before, to come back at.
 */
export async function startNeighbour<S extends DescService>(
  service: S,
  answers: Answers<S>,
  at = 0,
): Promise<Neighbour> {
  const server = new Server();
  for (const [key, method] of Object.entries<DescMethod>(service.method)) {
    const answer = answers[key as keyof S['method']] as
      | ((request: Message, token: string) => object | Promise<object>)
      | undefined;
    if (!answer) continue;
    const answered = async (call: ServerUnaryCall<Message, Message>, done: Done): Promise<void> => {
      const bearer = String(call.metadata.get('authorization')[0] ?? '');
      try {
        const given = await answer(call.request, bearer.replace(/^Bearer /, ''));
        done(null, create(method.output, given as never));
      } catch (error) {
        const code = error instanceof Refusal ? grpcCodes[error.code] : status.INTERNAL;
        done({ code, details: error instanceof Refusal ? error.reason : 'internal' });
      }
    };
    // grpc-js types a handler by its kind; which kind this is stands in the definition
    const handlers = { [method.name]: answered } as unknown as UntypedServiceImplementation;
    server.addService(definitionOf(`/${service.typeName}/${method.name}`, method), handlers);
  }
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${at}`, ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { address: `127.0.0.1:${port}`, stop: () => server.forceShutdown() };
}
