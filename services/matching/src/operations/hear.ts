import {
  dropAlias,
  filesOf,
  keepAlias,
  keepPeople,
  type Alias,
  type ToldPeople,
} from '@katrol/families';
import type { Plain } from '@katrol/contract';
import type { ReferralClosing } from '@katrol/proto/katrol/intake/v1/codes';
import type {
  FamilyChanged,
  ReferralClosed,
  ReferralDecided,
} from '@katrol/proto/katrol/intake/v1/events_pb';
import type { ReportMoved } from '@katrol/proto/katrol/school_liaison/v1/events_pb';
import type { CloseReason } from '@katrol/proto/katrol/matching/v1/codes';
import type { ToldTutor } from '../domain/pair.ts';
import { endForeseen } from '../domain/standing.ts';
import { broughtUpToDate, next } from '../domain/support-request.ts';
import type { MatchingCall } from '../store/client.ts';
import { registeredOf, sharesWithTutor } from '../store/consents.ts';
import {
  continuingOf,
  requestOfReferral,
  requestsOfFamily,
  saveRequest,
} from '../store/requests.ts';
import { keepRules, type ToldRules } from '../store/rules.ts';
import { runningOfFamily, runningOfRequest, saveTrajectory } from '../store/trajectories.ts';
import { keepReport } from '../store/session-reports.ts';
import { forgetStop } from '../store/stopping.ts';
import { keepTutor } from '../store/tutors.ts';
import { endSupport } from './end-support.ts';
import { makeRequest, moveRequest } from './move-request.ts';
import { recountVisits } from './recount.ts';

/**
 * The branch's rules changed; cases keep the version they began under, but not its closed weeks and
 * holidays.
 */
export async function onProfileChanged(call: MatchingCall, told: ToldRules): Promise<void> {
  await keepRules(call.tx, told);
  await recountVisits(call, told.branchCode);
}

const MADE = { trajectory: 'open', wait: 'waiting' } as const;

/**
 * A trajectory was decided with the family: it becomes a support request. What a waiting family will
 * look for counts as demand meanwhile.
 */
export async function onReferralDecided(
  call: MatchingCall,
  d: Plain<ReferralDecided>,
): Promise<void> {
  const { tx, today } = call;
  const { outcome, needs, referralId, familyId, branchCode, profileVersion, askedOn } = d;
  const known = await requestOfReferral(tx, referralId);
  if (outcome !== 'trajectory' && outcome !== 'wait') {
    const closedOn = d.occurredOn;
    const ending = { closedOn, closeReason: 'led_elsewhere', closingNote: '' } as const;
    return known && (await endSupport(call, known, ending));
  }
  const said = needs ?? known?.needs;
  if (!said) return;
  // a withdrawal may have been heard before it
  const children = await registeredOf(tx, familyId, { children: said.children, today });
  if (children.length === 0 && said.children.length > 0) return;
  const asked = { ...said, children };
  if (known && (known.status === 'waiting' || known.status === 'closed')) {
    const status = next(known.status, `decide_${outcome}`);
    const after = { ...known, status, needs: asked, toConfirm: [] };
    await moveRequest(call, [known, after], { occurredOn: d.occurredOn });
    await forgetStop(tx, known.id);
  } else if (!known) {
    const status = MADE[outcome];
    const whose = { referralId, familyId, branchCode };
    const made = { ...whose, status, needs: asked, askedOn, profileVersion };
    await makeRequest(call, made, { occurredOn: d.occurredOn });
  }
}

const BECAUSE: Record<ReferralClosing, CloseReason> = {
  not_wanted: 'family_stopped',
  by_mistake: 'family_stopped',
  double: 'family_stopped',
  moved: 'moved',
  not_reachable: 'not_reachable',
};

/** The question ended: what goes on for it ends that day. */
export async function onReferralClosed(
  call: MatchingCall,
  { referralId, why, occurredOn: closedOn }: Plain<ReferralClosed>,
): Promise<void> {
  const request = await requestOfReferral(call.tx, referralId);
  if (!request || why === '') return;
  await endSupport(call, request, { closedOn, closeReason: BECAUSE[why], closingNote: '' });
}

/** A changed child, a sibling, a language, another address: requests and logs are of today. */
export async function onFamilyChanged(
  { tx, today }: MatchingCall,
  { familyId, children, language, moved }: Plain<FamilyChanged>,
): Promise<void> {
  const files = await filesOf(tx, familyId);
  for (const request of await requestsOfFamily(tx, files)) {
    const after = broughtUpToDate(request, { children, language, moved });
    await saveRequest(tx, { ...request, ...after });
  }
  // a sibling can be ticked once the family agrees that the tutor knows of it
  const registered = await registeredOf(tx, familyId, { children, today });
  const shared: typeof children = [];
  for (const child of registered)
    if (await sharesWithTutor(tx, familyId, { children: [child], today })) shared.push(child);
  const may = new Set(shared.map(({ childId }) => childId));
  for (const t of await runningOfFamily(tx, files)) {
    const there = new Set(t.children.map(({ childId }) => childId));
    const now = children.filter(({ childId }) => there.has(childId) || may.has(childId));
    await saveTrajectory(tx, { ...t, children: now });
  }
}

export const onFamiliesMerged = ({ tx }: MatchingCall, alias: Alias): Promise<void> =>
  keepAlias(tx, alias);

export const onFamilyMergeUndone = ({ tx }: MatchingCall, familyId: string): Promise<void> =>
  dropAlias(tx, familyId);

/** Who is what to the children, and to whom the tutor comes. */
export async function onDecidersChanged({ tx }: MatchingCall, told: ToldPeople): Promise<void> {
  await keepPeople(tx, told);
}

/**
 * A tutor's card, account, or the days of the work changed. Where a tutor who stopped goes on, nobody
 * looks for the next one any more.
 */
export async function onTutorChanged(call: MatchingCall, tutor: ToldTutor): Promise<void> {
  const { tx, today } = call;
  if (!(await keepTutor(tx, tutor))) return;
  for (const request of await continuingOf(tx, tutor.id)) {
    const running = await runningOfRequest(tx, request.id);
    if (running.some((t) => endForeseen(t, today))) continue;
    const after = { ...request, status: next(request.status, 'stay') };
    await moveRequest(call, [request, after], { occurredOn: today });
  }
}

/** The report of a session moved: for who held it, on the page of the trajectory. */
export const onReportMoved = ({ tx }: MatchingCall, told: Plain<ReportMoved>): Promise<void> =>
  keepReport(tx, told);
