import type { Plain } from '@katrol/contract';
import type {
  MyPage,
  SignAgreementRequest,
  SignOwnAgreementRequest,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import { invalid } from '@katrol/runtime';
import { sign } from '../store/agreement.ts';
import type { IntakeCall } from '../store/client.ts';
import { loadFamily } from '../store/families.ts';
import { parentsOf } from '../store/parents.ts';
import { expectUsed } from './agreement.ts';
import { familyPage, type FamilyPage } from './family.ts';
import { getMyPage, whoseLink } from './my-page.ts';

/** The coordinator writes down that a side promised its part: spoken, or on paper. */
export async function signAgreement(
  call: IntakeCall,
  { familyId, side, personId, means, language }: Plain<SignAgreementRequest>,
): Promise<FamilyPage> {
  const family = await loadFamily(call.tx, familyId, 'family_id');
  await expectUsed(call, family.branchCode);
  // by their own link only they sign themselves
  if (means === 'link') throw invalid({ field: 'means', reason: 'VALUE_UNKNOWN' });
  const theirs = side === 'family' ? personId : '';
  const people = [
    ...(await parentsOf(call.tx, family.ids)).filter((one) => !one.held).map(({ id }) => id),
    ...family.children.map(({ id }) => id),
  ];
  if (side === 'family' && !people.includes(personId))
    throw invalid({ field: 'person_id', reason: 'VALUE_UNKNOWN' });
  const signed = { side, personId: theirs, means, language, signedOn: call.today };
  await sign(call.tx, family, { ...signed, recordedBy: call.by });
  return await familyPage(call, family.id);
}

/** Who holds the link promises their part, in the language in which they read it. */
export async function signOwnAgreement(
  call: IntakeCall,
  { language }: Plain<SignOwnAgreementRequest>,
): Promise<Plain<MyPage>> {
  const { family, me } = await whoseLink(call);
  await expectUsed(call, family.branchCode);
  const { personId } = me;
  const signed = {
    side: 'family',
    personId,
    means: 'link',
    language,
    signedOn: call.today,
  } as const;
  await sign(call.tx, family, { ...signed, recordedBy: '' });
  return await getMyPage(call);
}
