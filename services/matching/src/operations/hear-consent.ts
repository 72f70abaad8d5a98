import { keepConsent, type Consent } from '@katrol/families';
import { facts } from '../facts.ts';
import type { MatchingCall } from '../store/client.ts';
import { registeredOf } from '../store/consents.ts';
import { resumeGroups } from '../store/groups.ts';
import {
  requestsToStop,
  restore,
  stoppedAt,
  stopRequest,
  takeOff,
  trajectoriesToStop,
  type Supported,
} from '../store/stopping.ts';
import { loadMatch } from '../store/matches.ts';
import { loadRequest } from '../store/requests.ts';
import { giveBack, takeHoursBack } from './hours.ts';
import { tellRequest } from './move-request.ts';

/**
 * What is in force of a family's consent changed: what depended on it stops, or stands again when
 * it was taken back within its minute; that it holds here is told. Something older changes nothing.
 */
export async function onConsentChanged(call: MatchingCall, told: Consent): Promise<void> {
  const { tx, today } = call;
  if (!(await keepConsent(tx, told))) return;
  const { familyId, branchCode, purpose, receiver, childId, sequence, undoes } = told;
  if (undoes > 0) await takeBack(call, told);
  if (purpose === 'registration') await followRegistration(call, told);
  call.audit(familyId, branchCode);
  if (sequence === 0) return;
  const key = { purpose, receiver, childId };
  const service = 'matching';
  call.tell(facts.consentApplied, {
    ...key,
    familyId,
    branchCode,
    sequence,
    service,
    occurredOn: today,
  });
}

/** Support is for the children who are registered; for none it ends, with the tutor's access. */
async function followRegistration(
  call: MatchingCall,
  { familyId, sequence }: Consent,
): Promise<void> {
  const { tx, today } = call;
  for (const request of await requestsToStop(tx, familyId)) {
    const stay = await registeredOf(tx, familyId, { children: request.children, today });
    if (stay.length === 0) await end(call, { request, familyId, sequence });
    else if (stay.length < request.children.length) {
      await takeOff(tx, 'supportRequest', request, { stay, sequence });
      for (const one of await trajectoriesToStop(tx, request.id)) {
        const theirs = one.children.filter((child) =>
          stay.some((s) => s.childId === child.childId),
        );
        await takeOff(tx, 'trajectory', one, { stay: theirs, sequence });
      }
    }
  }
}

type Ending = { request: Supported; familyId: string; sequence: number };

async function end(call: MatchingCall, { request, familyId, sequence }: Ending): Promise<void> {
  const reason = 'consent_withdrawn' as const;
  const occurredOn = call.today;
  for (const match of await stopRequest(call.tx, request.id, { sequence, on: occurredOn })) {
    const { id: matchId, trajectoryId, tutorId, accountId, branchCode } = match;
    const whose = { familyId, tutorId, branchCode, occurredOn, reason };
    if (trajectoryId !== '') call.tell(facts.trajectoryClosed, { trajectoryId, ...whose });
    call.tell(facts.matchEnded, { matchId, accountId, ...whose });
    await giveBack(call, { id: matchId, groupId: match.groupId }, occurredOn);
  }
  tellRequest(call, await loadRequest(call.tx, request.id), { occurredOn, why: reason });
}

/** As if it was never said: the tutor may see the family again. */
async function takeBack(call: MatchingCall, { familyId, undoes }: Consent): Promise<void> {
  const requests = await stoppedAt(call.tx, familyId, undoes);
  const matches = await restore(call.tx, familyId, undoes);
  for (const id of requests)
    tellRequest(call, await loadRequest(call.tx, id), { occurredOn: call.today });
  await resumeGroups(
    call.tx,
    matches.map(({ groupId }) => groupId).filter((id) => id !== ''),
  );
  for (const match of matches) {
    const { id: matchId, tutorId, accountId, branchCode, occurredOn } = match;
    await takeHoursBack(call, await loadMatch(call.tx, matchId));
    call.tell(facts.matchOpened, {
      matchId,
      familyId,
      tutorId,
      accountId,
      branchCode,
      occurredOn,
    });
  }
}
