import type { ConsentPurpose } from '@katrol/proto/katrol/common/v1/codes';
import type { ConsentAnswer } from '@katrol/proto/katrol/intake/v1/codes';
import type { Family } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { referrerFirstNames } from './names.ts';
import { supported, type State } from './plan-families.ts';
import type { Step } from './step.ts';
import * as texts from './texts.ts';

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
  said.push(...aboutSchool(s, people));
  const talked = { said, language, on: s.calendar.ago(plan.visited) };
  const family = await converse(s, familyId, talked);
  const [, other = ''] = people;
  if (storyOf[plan.state] !== 'held') return family;
  const held = { parentId: other, hold: true, reason: r.pick(texts.holds), revision: 1 };
  return await s.me(intake.holdParent, held, s.key('hold'));
}

/** How the school's receiving stands in some homes; none of it changes the support. */
const storyOf: Partial<Record<State, 'disagree' | 'held' | 'ended' | 'silent'>> = {
  help_asked: 'disagree',
  started: 'held',
  match_open: 'ended',
  quiet: 'silent',
};

/** Each is asked apart: what the other says may differ. */
function aboutSchool({ plan, r, calendar }: Step, [first = '', other = '']: string[]) {
  const of = (personId: string, said: ConsentAnswer): SaidAnswer =>
    answer(personId, 'sharing_with_school', said);
  const story = storyOf[plan.state];
  if (story === 'disagree') return [of(first, 'yes'), of(other, 'no')];
  if (story === 'held') return [of(other, 'yes')];
  if (story === 'silent') return [of(first, 'silent')];
  if (story === 'ended') return [{ ...of(first, 'yes'), until: calendar.ago(r.between(1, 6)) }];
  if (!r.chance(0.35)) return [];
  const said = [of(first, r.pick(['yes', 'yes', 'no', 'silent']))];
  return other === '' ? said : [...said, of(other, r.pick(['yes', 'no']))];
}

type SaidAnswer = {
  personId: string;
  purpose: ConsentPurpose;
  receiver: string;
  answer: ConsentAnswer;
  until?: string;
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

/** The parent who was there from the start says one thing, on a day of its own. */
export async function says(
  s: Step,
  familyId: string,
  one: Omit<SaidAnswer, 'personId' | 'receiver'> & { receiver?: string; on: string; what: string },
): Promise<Family> {
  const { purpose, receiver, on, what } = one;
  const { parents: known } = await s.me(intake.getFamily, { id: familyId });
  const said = [answer(known[0]?.id ?? '', purpose, one.answer, receiver)];
  return await converse(s, familyId, { said, language: 'nl', on }, what);
}

/** The family agrees that this place hears of it. */
export const agreeToPlace = (
  s: Step,
  familyId: string,
  { id: receiver, on }: { id: string; on: string },
): Promise<Family> =>
  says(s, familyId, {
    purpose: 'sharing_with_service',
    receiver,
    answer: 'yes',
    on,
    what: 'place',
  });

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
    // as it was made: a load that goes on says the same
    revision: 1,
  };
  const family = await s.me(intake.keepParent, { parent: mother }, s.key('mother'));
  const two = ['disagree', 'held'].includes(storyOf[plan.state] ?? '');
  if (!two && !r.chance(0.4)) return family.parents.map((parent) => parent.id);
  const relation = r.pick(['father', 'father', 'grandparent'] as const);
  const reach = {
    phone: `0499 06 ${r.between(10, 99)} ${r.between(10, 99)}`,
    email: r.chance(0.5) ? `ouder.${r.between(1_000, 9_999)}@gezin.invalid` : '',
    howToReach: r.chance(0.5) ? r.pick(texts.reachedBy) : '',
  };
  const other = { ...about, ...reach, relation, name: r.pick(referrerFirstNames) };
  const both = await s.me(intake.keepParent, { parent: other }, s.key('other-parent'));
  return both.parents.map((parent) => parent.id);
}
