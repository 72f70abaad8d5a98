import type { Plain } from '@katrol/contract';
import { dropAlias, keepAlias, type Alias } from '@katrol/families';
import type * as told from '@katrol/proto/katrol/intake/v1/events_pb';
import { Stage } from '@katrol/proto/katrol/common/v1/codes';
import type { ReportingCall } from '../store/client.ts';
import * as counted from '../store/counted.ts';
import { dropAbout, dropFacts, keepFacts, knownFact, replaceFacts } from '../store/facts.ts';

export const onBranchOpened = (
  { tx }: ReportingCall,
  branch: Plain<told.BranchOpened>,
): Promise<void> => counted.keepBranch(tx, branch);

/** How a family is today; it counts in the stage of its youngest child. */
export async function onFamilyChanged(
  { tx }: ReportingCall,
  { familyId, branchCode, children, language, municipalityCode }: Plain<told.FamilyChanged>,
): Promise<void> {
  const stages = children.map(({ stage }) => stage);
  const stage = Stage.find((one) => stages.includes(one)) ?? '';
  const municipality = municipalityCode;
  await counted.keepFamily(tx, { familyId, branchCode, municipality, language, stage });
}

export const onConsentChanged = (
  { tx }: ReportingCall,
  { statistics: given, occurredOn: on, ...said }: Plain<told.ConsentChanged>,
): Promise<void> => counted.keepStatistics(tx, { ...said, given, on });

export async function onFamiliesMerged({ tx }: ReportingCall, alias: Alias): Promise<void> {
  const { familyId, intoId, branchCode } = alias;
  for (const id of [familyId, intoId]) await counted.touchFamily(tx, { familyId: id, branchCode });
  await keepAlias(tx, alias);
  await counted.settleRoots(tx, [familyId]);
}

export async function onFamilyMergeUndone(
  { tx }: ReportingCall,
  { familyId, fromFamilyId }: Plain<told.FamilyMergeUndone>,
): Promise<void> {
  await dropAlias(tx, familyId);
  await counted.settleRoots(tx, [familyId, fromFamilyId]);
}

export async function onReferralSubmitted(
  { tx }: ReportingCall,
  {
    referralId: sourceId,
    referrerKind: code,
    occurredOn: day,
    ...whose
  }: Plain<told.ReferralSubmitted>,
): Promise<void> {
  await counted.touchFamily(tx, whose);
  await keepFacts(tx, [{ kind: 'referral', sourceId, ...whose, day, code }]);
}

/** A referral that was never made leaves nothing to count. */
export const onReferralTakenBack = ({ tx }: ReportingCall, referralId: string): Promise<void> =>
  dropAbout(tx, referralId);

export const onVisitRecorded = (
  { tx }: ReportingCall,
  { referralId: sourceId, held, place, occurredOn: day, ...whose }: Plain<told.VisitRecorded>,
): Promise<void> => {
  const code = held ? 'held' : 'not_held';
  return keepFacts(tx, [{ kind: 'visit', sourceId, item: day, ...whose, day, code, other: place }]);
};

/** What was decided last of a referral counts, with the criteria that were not met that day. */
export async function onReferralDecided(
  { tx }: ReportingCall,
  decided: Plain<told.ReferralDecided>,
): Promise<void> {
  const { referralId: sourceId, familyId, branchCode, outcome, advice, occurredOn: day } = decided;
  const whose = { sourceId, familyId, branchCode, day };
  await counted.touchFamily(tx, whose);
  if (decided.needs) {
    const { languages } = decided.needs;
    await counted.keepHomeLanguages(tx, { familyId, languages });
  }
  await keepFacts(tx, [{ kind: 'decision', ...whose, code: outcome, other: advice }]);
  const unmet = [...new Set([...decided.unmetCriteria, ...decided.exclusions])];
  const facts = unmet.map((code) => ({ ...whose, item: code, code, other: outcome }));
  await replaceFacts(
    tx,
    { kind: 'unmet_criterion', sourceId },
    facts.map((fact) => ({ kind: 'unmet_criterion', ...fact })),
  );
}

export const onReferralClosed = (
  { tx }: ReportingCall,
  { referralId: sourceId, why: code, occurredOn: day, ...whose }: Plain<told.ReferralClosed>,
): Promise<void> => keepFacts(tx, [{ kind: 'closing', sourceId, ...whose, day, code }]);

/** A question that goes on was not closed. */
export const onReferralReopened = (
  { tx }: ReportingCall,
  { referralId: sourceId }: Plain<told.ReferralReopened>,
): Promise<void> => dropFacts(tx, { kind: 'closing', sourceId });

export const onWaitingBegan = (
  { tx }: ReportingCall,
  {
    referralId: sourceId,
    waitReason: code,
    since: day,
    familyId,
    branchCode,
  }: Plain<told.WaitingBegan>,
): Promise<void> =>
  keepFacts(tx, [{ kind: 'waiting', sourceId, item: day, familyId, branchCode, day, code }]);

export async function onWaitingEnded(
  { tx }: ReportingCall,
  {
    referralId: sourceId,
    since: day,
    why: other,
    occurredOn: until,
    ...whose
  }: Plain<told.WaitingEnded>,
): Promise<void> {
  const { code = '' } = (await knownFact(tx, { kind: 'waiting', sourceId, item: day })) ?? {};
  const of = { sourceId, item: day, ...whose };
  await keepFacts(tx, [{ kind: 'waiting', ...of, day, until, code, other }]);
}

/** To which kinds of place: one row a kind, and one for the family whose way it is. */
export async function onLedElsewhere(
  { tx }: ReportingCall,
  {
    warmReferralId: sourceId,
    referralId: aboutId,
    domains,
    occurredOn: day,
    ...whose
  }: Plain<told.LedElsewhere>,
): Promise<void> {
  const of = { sourceId, aboutId, ...whose, day };
  const facts = domains.map((code) => ({
    kind: 'led_elsewhere' as const,
    ...of,
    item: code,
    code,
  }));
  await replaceFacts(tx, { kind: 'led_elsewhere', sourceId }, facts);
}

export const onArrivalChecked = (
  { tx }: ReportingCall,
  {
    warmReferralId: sourceId,
    outcome: code,
    occurredOn: day,
    ...whose
  }: Plain<told.ArrivalChecked>,
): Promise<void> => keepFacts(tx, [{ kind: 'arrival', sourceId, ...whose, day, code }]);
