import {
  dropAlias,
  filesOf,
  keepAlias,
  keepConsent,
  keepPeople,
  type Alias,
  type Consent,
  type ToldPeople,
} from '@katrol/families';
import { facts } from '../facts.ts';
import type { LiaisonCall } from '../store/client.ts';
import { childrenWithMessages, resumeMessages, stopMessages } from '../store/stopping.ts';
import { keepWriting, sharing } from '../store/people.ts';
import { keepRules, type ToldRules } from '../store/rules.ts';
import { moved } from './moved.ts';
import { followReport } from './report-moved.ts';

/** What the branch's profile says about school and who decides, from a day on. */
export const onProfileChanged = ({ tx }: LiaisonCall, told: ToldRules): Promise<void> =>
  keepRules(tx, told);

/** Two files are of one family: what was said in the one counts for the other. */
export const onFamiliesMerged = ({ tx }: LiaisonCall, alias: Alias): Promise<void> =>
  keepAlias(tx, alias);

export const onFamilyMergeUndone = ({ tx }: LiaisonCall, familyId: string): Promise<void> =>
  dropAlias(tx, familyId);

/** Who decides changed. What waits is judged by them when it would leave; nothing leaves by this. */
export async function onDecidersChanged(call: LiaisonCall, told: ToldPeople): Promise<void> {
  if (await keepPeople(call.tx, told)) await keepWriting(call.tx, told);
}

const STOPS = ['sharing_with_school', 'registration'];

/**
 * What is in force of a family's consent changed: what waits dies, what was shared closes in the
 * school's inbox, and that it holds here is told. Taken back within its minute it stands as it did.
 */
export async function onConsentChanged(call: LiaisonCall, told: Consent): Promise<void> {
  const { tx, today: occurredOn } = call;
  if (!(await keepConsent(tx, told))) return;
  const { familyId, branchCode, purpose, receiver, childId, sequence, undoes } = told;
  if (STOPS.includes(purpose)) {
    if (undoes > 0)
      for (const id of await resumeMessages(tx, await filesOf(tx, familyId), undoes))
        await followReport(call, id);
    await stopSharing(call, told);
    call.audit(familyId, branchCode);
  }
  if (sequence === 0) return;
  const key = { purpose, receiver, childId };
  const whose = { familyId, branchCode, sequence, service: 'school-liaison', occurredOn };
  call.tell(facts.consentApplied, { ...key, ...whose });
}

async function stopSharing(call: LiaisonCall, { familyId, sequence }: Consent): Promise<void> {
  const { tx, today, now } = call;
  const familyIds = await filesOf(tx, familyId);
  for (const childId of await childrenWithMessages(tx, familyIds)) {
    if ((await sharing(tx, { familyId, childId }, today)) !== 'no') continue;
    const whose = { familyIds, childId };
    for (const message of await stopMessages(tx, whose, { sequence, at: now })) {
      moved(call, message, 'stopped');
      await followReport(call, message.id);
    }
  }
}
