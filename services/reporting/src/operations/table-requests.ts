import type { Plain } from '@katrol/contract';
import { hasRole } from '@katrol/events';
import type {
  AnswerTableRequest,
  AskTableRequest,
} from '@katrol/proto/katrol/reporting/v1/request_pb';
import type { ReportingCall } from '../store/client.ts';
import * as kept from '../store/table-requests.ts';

const SHOWN = 100;

/** Asks for a table that no release has, of who makes releases. */
export async function askTable(
  { tx, actor: subject, by, today: on }: ReportingCall,
  { text }: Plain<AskTableRequest>,
): Promise<kept.TableRequest> {
  return await kept.loadTableRequest(
    tx,
    await kept.insertTableRequest(tx, { subject, by, on, text }),
  );
}

/** What was asked: who makes releases sees all of it, everybody else the own questions. */
export const listTableRequests = (call: ReportingCall): Promise<kept.TableRequest[]> => {
  call.audit('table-requests', '');
  const own = hasRole(call, 'operator') ? {} : { by: call.actor };
  return kept.tableRequests(call.tx, { ...own, limit: SHOWN });
};

/** Answers who asked; of two answers at once the second is told that there is one. */
export async function answerTable(
  { tx, by, today: on }: ReportingCall,
  { id, answer, revision }: Plain<AnswerTableRequest>,
): Promise<kept.TableRequest> {
  await kept.loadTableRequest(tx, id);
  await kept.saveTableAnswer(tx, { id, answer, by, on, revision });
  return await kept.loadTableRequest(tx, id);
}
