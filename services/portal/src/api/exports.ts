import type { DescService } from '@bufbuild/protobuf';
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-web';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { ReportingService } from '@katrol/proto/katrol/reporting/v1/service_pb';
import { VolunteerTrainingService } from '@katrol/proto/katrol/volunteer_training/v1/service_pb';
import { headers, SIGN_IN_NEEDED, type Rpc } from './call.ts';
import { refusedAs } from './refusal.ts';

// A stream needs the protocol's own frames, and the library that knows them: fetched when somebody
// takes a list out, not before.
const services: DescService[] = [
  IntakeService,
  MatchingService,
  VolunteerTrainingService,
  ReportingService,
];
const transport = createConnectTransport({
  baseUrl: '/api',
  useBinaryFormat: false,
  interceptors: [
    (next) => async (request) => {
      for (const [name, value] of Object.entries(headers())) request.header.set(name, value);
      return await next(request);
    },
  ],
});

type Exporting = Record<string, (request: object) => AsyncIterable<{ text: string }>>;

/** The pieces of an exported list. Throws Refused. */
export async function* pieces(rpc: Rpc, request: object): AsyncGenerator<string> {
  const service = services.find(({ typeName }) => typeName === rpc.service);
  if (!service) throw new Error(`nothing is exported by ${rpc.service}`);
  const client = createClient(service, transport) as unknown as Exporting;
  try {
    for await (const { text } of client[rpc.key]?.(request) ?? []) yield text;
  } catch (error) {
    const { code, rawMessage, details } = ConnectError.from(error);
    if (code === Code.Unauthenticated) window.dispatchEvent(new Event(SIGN_IN_NEEDED));
    const debugs = details.map((detail) => ('debug' in detail ? { debug: detail.debug } : {}));
    throw refusedAs({ code: Code[code], message: rawMessage, details: debugs });
  }
}
