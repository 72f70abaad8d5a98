import type { BranchRules } from '../domain/rules.ts';
import { sameWorks, works } from '../domain/works.ts';
import { facts } from '../facts.ts';
import type { TrainingCall } from '../store/client.ts';
import { countHours, type Hours } from '../store/lists.ts';
import { allRulesOf, keepRules } from '../store/rules.ts';
import { loadTutor, tutorsIn } from '../store/tutors.ts';
import { tellTutor } from './change-tutor.ts';

/** A session as far as it counts here: whose, when, how long. Not with which family. */
export type ToldSession = Omit<Hours, 'universityCode'>;

/**
 * A held session becomes hours, once; one whose log was put right counts as it was put right last,
 * in whatever order it is heard.
 */
export async function onSessionTold(
  call: TrainingCall,
  session: ToldSession | undefined,
): Promise<void> {
  if (!session) return;
  const { universityCode } = await loadTutor(call.tx, session.tutorId);
  const hours = { ...session, universityCode };
  if (await countHours(call.tx, hours)) call.tell(facts.hoursCounted, hours);
}

/**
 * What a branch's profile says about tutors from a day on. Whose work it ends sooner or later than
 * before is told.
 */
export async function onProfileChanged(call: TrainingCall, rules: BranchRules): Promise<void> {
  const { tx } = call;
  const before = await allRulesOf(tx, rules.branchCode);
  await keepRules(tx, rules);
  const after = await allRulesOf(tx, rules.branchCode);
  for (const tutor of await tutorsIn(tx, rules.branchCode)) {
    if (!sameWorks(works(tutor, before), works(tutor, after))) await tellTutor(call, tutor);
  }
}
