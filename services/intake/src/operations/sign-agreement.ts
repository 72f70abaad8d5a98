import type { Plain } from '@katrol/contract';
import type {
  Agreement,
  GetAgreementRequest,
  MyPage,
  SignAgreementRequest,
  SignOwnAgreementRequest,
  SignTutorAgreementRequest,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import { invalid } from '@katrol/runtime';
import { found } from '@katrol/store';
import type { IntakeCall } from '../store/client.ts';
import { loadFamily, type Family } from '../store/families.ts';
import { familyLabels, tutorOf } from '../store/labels.ts';
import { parentsOf } from '../store/parents.ts';
import { agreementOf, signSheet } from './agreement.ts';
import { familyPage, type FamilyPage } from './family.ts';
import { myPage, whoseLink } from './my-page.ts';

/** The coordinator writes down that a side promised its part: spoken, or on paper. */
export async function signAgreement(
  call: IntakeCall,
  { familyId, side, personId, means, language, hash }: Plain<SignAgreementRequest>,
): Promise<FamilyPage> {
  const family = await loadFamily(call.tx, familyId, 'family_id');
  // by their own link only they sign themselves
  if (means === 'link') throw invalid({ field: 'means', reason: 'VALUE_UNKNOWN' });
  const theirs = side === 'family' ? personId : '';
  const people = [
    ...(await parentsOf(call.tx, family.ids)).filter((one) => !one.held).map(({ id }) => id),
    ...family.children.map(({ id }) => id),
  ];
  if (side === 'family' && !people.includes(personId))
    throw invalid({ field: 'person_id', reason: 'VALUE_UNKNOWN' });
  const { agreementSheet } = await agreementOf(call, family, language || 'nl');
  const read = hash || agreementSheet.hash;
  const signing = { side, personId: theirs, means, language, recordedBy: call.by, hash: read };
  await signSheet(call, family, signing);
  return await familyPage(call, family.id);
}

/** Who holds the link promises their part, in the language in which they read it. */
export async function signOwnAgreement(
  call: IntakeCall,
  { language, hash }: Plain<SignOwnAgreementRequest>,
): Promise<Plain<MyPage>> {
  const { family, me } = await whoseLink(call);
  const { personId } = me;
  const own = { side: 'family', personId, means: 'link', language, recordedBy: '', hash } as const;
  await signSheet(call, family, own);
  return await myPage(call, language);
}

/** The family of a tutor who visits it today, as long as it agrees that its tutor knows. */
async function asTutor(
  call: IntakeCall,
  familyId: string,
): Promise<{ family: Family; tutorId: string }> {
  const { tx, today, actor: account } = call;
  const [label] = await familyLabels(tx, [familyId], { account, today });
  await found('family_id', label);
  const family = await loadFamily(tx, familyId, 'family_id');
  call.audit(family.id, family.branchCode, { what: 'name' });
  const tutorId = await found('family_id', tutorOf(tx, family.ids, { account, today }));
  return { family, tutorId };
}

async function shown(
  call: IntakeCall,
  { family, tutorId }: { family: Family; tutorId: string },
  language: string,
): Promise<Plain<Agreement>> {
  const all = await agreementOf(call, family, language || 'nl');
  const signatures = all.agreement.filter(
    ({ side, personId }) =>
      side === 'branch' || (side === 'tutor' && ['', tutorId].includes(personId)),
  );
  return { used: all.agreementUsed, sheet: all.agreementSheet, signatures };
}

export async function getAgreement(
  call: IntakeCall,
  { familyId, language }: Plain<GetAgreementRequest>,
): Promise<Plain<Agreement>> {
  return await shown(call, await asTutor(call, familyId), language);
}

/** The tutor promises the own part, on the own page. */
export async function signTutorAgreement(
  call: IntakeCall,
  { familyId, language, hash }: Plain<SignTutorAgreementRequest>,
): Promise<Plain<Agreement>> {
  const mine = await asTutor(call, familyId);
  const { tutorId: personId } = mine;
  const own = { side: 'tutor', personId, means: '', language, recordedBy: call.by, hash } as const;
  await signSheet(call, mine.family, own);
  return await shown(call, mine, language);
}
