import { codeOf, type Plain } from '@katrol/contract';
import { branchOf } from '@katrol/events';
import { TodayKind } from '@katrol/proto/katrol/common/v1/codes';
import type { PutOffLines, PutOffRequest } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { invalid, Refusal } from '@katrol/runtime';
import { CANNOT_WAIT, isLater } from '../domain/put-off.ts';
import type { IntakeCall } from '../store/client.ts';
import { dropPutOff, forgetPutOff, keepPutOff, putOffOn } from '../store/put-off.ts';

/** What somebody of the branch looks at later; on its day it stands on Vandaag again. */
export const listPutOff = async (
  { tx, today, ...call }: IntakeCall,
  given: string,
): Promise<Plain<PutOffLines>> => ({
  lines: await putOffOn(tx, branchOf(call, given), today),
  cannotWait: [...CANNOT_WAIT],
});

/**
 * One line is looked at later, or again now where no day is said. Refuses what cannot wait, and a
 * day that is not in the coming two weeks.
 */
export async function putOff(
  call: IntakeCall,
  { line: asked, ...given }: Plain<PutOffRequest>,
): Promise<Plain<PutOffLines>> {
  const { tx, today, by: putBy, now: putAt } = call;
  const branchCode = branchOf(call, given.branchCode);
  const kind = codeOf(TodayKind, asked.kind);
  const { subjectId, since, until } = asked;
  const line = { branchCode, kind, subjectId };
  await forgetPutOff(tx, branchCode, today);
  if (until === '') await dropPutOff(tx, line);
  else {
    if (CANNOT_WAIT.includes(kind)) throw new Refusal('failed_precondition', 'NOT_LATER');
    if (!isLater(today, until))
      throw invalid({ field: 'line.until', reason: 'VALUE_OUT_OF_RANGE' });
    await keepPutOff(tx, { ...line, since: since || today, until, putBy, putAt });
  }
  call.audit(subjectId, branchCode, { reason: `later:${kind}` });
  return await listPutOff(call, branchCode);
}
