import type { ConsentPurpose } from '@katrol/proto/katrol/common/v1/codes';
import type { ConsentAnswer } from '@katrol/proto/katrol/intake/v1/codes';
import type { Family } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { referrerFirstNames } from './names.ts';
import { supported } from './plan-families.ts';
import type { Step } from './step.ts';

const intake = IntakeService.method;

/** Who is around the children, and what they said in one conversation at the visit. */
export async function consents(s: Step, familyId: string): Promise<Family> {
  const { plan, r } = s;
  const language = plan.language === 'ti' || r.chance(0.4) ? plan.language : 'nl';
  const people = await parents(s, familyId);
  const [first = ''] = people;
  const said: SaidAnswer[] = [answer(first, 'registration', 'yes')];
  if (supported(plan.state) || plan.state === 'asked') {
    said.push(answer(first, 'sharing_with_tutor', 'yes'));
  }
  if (r.chance(0.6)) said.push(answer(first, 'statistics', r.chance(0.8) ? 'yes' : 'no'));
  if (r.chance(0.35)) {
    said.push(answer(first, 'sharing_with_school', r.pick(['yes', 'yes', 'no', 'silent'])));
    // each is asked apart: what the other says may differ
    const [, other] = people;
    if (other) said.push(answer(other, 'sharing_with_school', r.pick(['yes', 'no'])));
  }
  return await converse(s, familyId, { said, language, on: s.calendar.ago(plan.visited) });
}

type SaidAnswer = {
  personId: string;
  purpose: ConsentPurpose;
  receiver: string;
  answer: ConsentAnswer;
};
const answer = (
  personId: string,
  purpose: ConsentPurpose,
  said: ConsentAnswer,
  receiver = '',
): SaidAnswer => ({ personId, purpose, receiver, answer: said });

const converse = (
  s: Step,
  familyId: string,
  { said, language, on }: { said: SaidAnswer[]; language: string; on: string },
  what = 'conversation',
): Promise<Family> =>
  s.me(
    intake.recordConversation,
    {
      familyId,
      answers: said,
      means: language === 'nl' ? 'spoken' : 'with_interpreter',
      language,
      occurredOn: on,
    },
    s.key(what),
  );

/** The family agrees that this place hears of it. */
export async function agreeToPlace(
  s: Step,
  familyId: string,
  place: { id: string; on: string },
): Promise<void> {
  const { parents: known } = await s.me(intake.getFamily, { id: familyId });
  const said = [answer(known[0]?.id ?? '', 'sharing_with_service', 'yes', place.id)];
  await converse(s, familyId, { said, language: 'nl', on: place.on }, 'place');
}

/** The parent who was there from the start gets a name; some have another beside them. */
async function parents(s: Step, familyId: string): Promise<string[]> {
  const { plan, r } = s;
  const [one] = (await s.me(intake.getFamily, { id: familyId })).parents;
  const about = { familyId, languagesSpoken: [plan.language] };
  const mother = {
    ...about,
    id: one?.id ?? '',
    relation: 'mother' as const,
    name: r.pick(referrerFirstNames),
    revision: one?.revision ?? 0,
  };
  const family = await s.me(intake.keepParent, { parent: mother }, s.key('mother'));
  if (!r.chance(0.4)) return family.parents.map((parent) => parent.id);
  const relation = r.pick(['father', 'father', 'grandparent'] as const);
  const other = { ...about, relation, name: r.pick(referrerFirstNames), phone: plan.phone };
  const both = await s.me(intake.keepParent, { parent: other }, s.key('other-parent'));
  return both.parents.map((parent) => parent.id);
}
