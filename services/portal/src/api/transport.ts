import { Code, ConnectError, createClient, type Interceptor } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-web';
import { AuditService } from '@katrol/proto/katrol/common/v1/audit_pb';
import { ParkedService } from '@katrol/proto/katrol/common/v1/parked_pb';
import { PeopleService } from '@katrol/proto/katrol/gateway/v1/people_pb';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { VolunteerTrainingService } from '@katrol/proto/katrol/volunteer_training/v1/service_pb';

/** Told on the window when the session ended under the person's hands. */
export const SIGN_IN_NEEDED = 'katrol:sign-in-needed';

const hex = (bytes: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (b) =>
    b.toString(16).padStart(2, '0'),
  ).join('');

const mark: Interceptor = (next) => async (request) => {
  request.header.set('x-katrol', 'portal');
  // a trace begins where somebody waits for the answer
  request.header.set('traceparent', `00-${hex(16)}-${hex(8)}-01`);
  try {
    return await next(request);
  } catch (error) {
    if (ConnectError.from(error).code === Code.Unauthenticated)
      window.dispatchEvent(new Event(SIGN_IN_NEEDED));
    throw error;
  }
};

/** The one way to the gateway: Connect protocol, JSON, same origin. */
export const transport = createConnectTransport({
  baseUrl: '/api',
  useBinaryFormat: false,
  interceptors: [mark],
});

export const audit = createClient(AuditService, transport);
export const parked = createClient(ParkedService, transport);
export const people = createClient(PeopleService, transport);
export const intake = createClient(IntakeService, transport);
export const matching = createClient(MatchingService, transport);
export const training = createClient(VolunteerTrainingService, transport);
