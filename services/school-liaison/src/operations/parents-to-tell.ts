import type { Plain } from '@katrol/contract';
import { filesOf } from '@katrol/families';
import type {
  ListParentsToTellRequest,
  ParentToTell,
} from '@katrol/proto/katrol/school_liaison/v1/messages_pb';
import type { StepCall } from '@katrol/rpc';
import { schoolYearOf } from '../domain/folder.ts';
import { silenceDays } from '../domain/rules.ts';
import type { LiaisonCall, Tx } from '../store/client.ts';
import { loadFolder } from '../store/folders.ts';
import { loadMessage } from '../store/messages.ts';
import { sharing } from '../store/people.ts';
import { branchesKnown, rulesOn } from '../store/rules.ts';
import { waitsFor, type Waits } from '../store/writing.ts';
import { withTalkTo } from './as-seen.ts';

const DAY_MS = 86_400_000;

/**
 * What waits for parents of every branch who agreed to be written to when something does; of one
 * family where it is named. Nothing of who is held, of what was answered, or of sharing that stopped.
 */
export async function listParentsToTell(
  call: StepCall<Tx>,
  { familyId }: Plain<ListParentsToTellRequest>,
): Promise<Plain<ParentToTell>[]> {
  const branches = await call.transact(({ tx }) => branchesKnown(tx));
  if (branches.length === 0) return [];
  return await call.transactIn(branches, async (own) => {
    const { tx, today } = own;
    const familyIds = familyId === '' ? undefined : await filesOf(tx, familyId);
    const waits = await waitsFor(tx, { today, familyIds });
    const told: Plain<ParentToTell>[] = [];
    for (const one of waits) if (await waitsStill(own, one)) told.push(await lineOf(own, one));
    return told;
  });
}

async function lineOf({ tx, today }: LiaisonCall, w: Waits): Promise<Plain<ParentToTell>> {
  const { personId, familyId, branchCode, language, since } = w;
  const days = silenceDays(await rulesOn(tx, branchCode, today));
  return {
    personId,
    familyId,
    branchCode,
    language,
    kind: w.what === 'answer' ? 'to_read' : 'to_answer',
    since: since.toISOString(),
    remindFrom: new Date(since.getTime() + days * DAY_MS).toISOString(),
  };
}

/** Is it this person who is waited for, by the rules that judge what may leave? */
async function waitsStill(call: LiaisonCall, w: Waits): Promise<boolean> {
  const { tx, today } = call;
  if (w.what === 'answer' || w.what === 'meeting') return true;
  const { school } = await rulesOn(tx, w.branchCode, today);
  if (school.contactPolicy === 'none' || (await sharing(tx, w, today)) === 'no') return false;
  if (w.what === 'message') {
    const { talkTo } = await withTalkTo(call, await loadMessage(tx, w.id));
    return talkTo.includes(w.personId);
  }
  const folder = await loadFolder(call, w.id);
  return folder.schoolYear === schoolYearOf(today) && folder.talkTo.includes(w.personId);
}
