import type { Plain } from '@katrol/contract';
import { ConsentPurpose } from '@katrol/proto/katrol/common/v1/codes';
import type {
  AnswerOwnConsentRequest,
  ChooseOwnWritingRequest,
  GetMyPageRequest,
  MyConsent,
  MyPage,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import { invalid, localDay, Refusal } from '@katrol/runtime';
import { found, readersOf } from '@katrol/store';
import type { Consent } from '../domain/consent.ts';
import { emailOf } from '../domain/links.ts';
import type { IntakeCall } from '../store/client.ts';
import { consentsOf, holdConsents, placeNames } from '../store/consents.ts';
import { loadFamily, type Family } from '../store/families.ts';
import { loadParent, parentsOf, saveWriting } from '../store/parents.ts';
import { loadBranch, profileOn } from '../store/profiles.ts';
import { waitsStill } from '../store/waiting.ts';
import { agreementFor } from './agreement.ts';
import { say } from './consents.ts';
import { holderOf, type Holder } from './holder.ts';
import { settle } from './settle.ts';

const MOST_READERS = 50;

/** Who holds the link, and the family that it is of. */
export async function whoseLink(call: IntakeCall): Promise<{ family: Family; me: Holder }> {
  const { object = '', person = '' } = call.link ?? {};
  const family = await loadFamily(call.tx, object, 'link');
  return { family, me: await found('link', await holderOf(call, family, person)) };
}

/**
 * What one person said last and did not take back, as long as it holds: of the others not even that
 * they said something.
 */
function lastSaid(
  consents: readonly Consent[],
  { ids }: Holder,
  today: string,
): Map<string, Consent> {
  const last = new Map<string, Consent>();
  for (const one of consents) {
    const own = ids.includes(one.personId) && ['', ...ids].includes(one.childId);
    if (own && one.undoneAt === '') last.set(`${one.purpose} ${one.receiver}`, one);
  }
  for (const [key, { until }] of last) if (until !== '' && until < today) last.delete(key);
  return last;
}

function consentsShown(said: Map<string, Consent>, names: Map<string, string>): Plain<MyConsent>[] {
  const asked = ConsentPurpose.filter((one) => one !== 'sharing_with_service').map((purpose) => {
    const { answer = '', occurredOn = '' } = said.get(`${purpose} `) ?? {};
    return { purpose, receiver: '', receiverName: '', answer, occurredOn } as const;
  });
  const places = [...said.values()].filter((one) => one.receiver !== '');
  return [
    ...asked,
    ...places.map(({ purpose, receiver, answer, occurredOn }) => ({
      purpose,
      receiver,
      receiverName: names.get(receiver) ?? '',
      answer,
      occurredOn,
    })),
  ];
}

/** The page of one person: the children, what they said themselves, who looked, whom to call. */
export const getMyPage = (
  call: IntakeCall,
  { language }: Plain<GetMyPageRequest>,
): Promise<Plain<MyPage>> => myPage(call, language);

export async function myPage(call: IntakeCall, language: string): Promise<Plain<MyPage>> {
  const { tx, today } = call;
  const { family, me } = await whoseLink(call);
  call.audit(family.id, family.branchCode);
  const children = family.children.filter(({ id }) => me.roleFor(id) !== 'neither');
  const said = lastSaid(await consentsOf(tx, family.ids), me, today);
  const names = await placeNames(
    tx,
    [...said.values()].map((one) => one.receiver),
  );
  const readers = await readersOf(tx, family.ids, MOST_READERS);
  const { document } = await profileOn(tx, family.branchCode, today);
  const { anchorName, anchorPhone } = await loadBranch(tx, family.branchCode);
  return {
    relation: me.parent?.relation ?? '',
    children: children.map(({ id, firstName }) => ({ id, firstName })),
    consents: consentsShown(said, names),
    decides: children.some(({ id }) => me.roleFor(id) === 'decides'),
    waiting: await waitsStill(tx, family.ids),
    readers: readers.map(({ name, lastAt }) => ({ name, lastOn: localDay(lastAt) })),
    branchName: document.publicName,
    anchorName,
    anchorPhone,
    writtenTo: me.parent?.writtenTo ?? [],
    reachable: (await addressOf(call, family, me)) !== '',
    ...(await agreementFor(call, family, { me, language: language || 'nl' })),
  };
}

/** Where who holds the link is written to; empty where nobody knows. */
async function addressOf(call: IntakeCall, family: Family, { parent }: Holder): Promise<string> {
  if (!parent) return '';
  const alone = (await parentsOf(call.tx, family.ids)).length === 1;
  return emailOf(parent, family.contact, alone);
}

/** For what they want to be written to by itself from now on; said by nobody else. */
export async function chooseOwnWriting(
  call: IntakeCall,
  { kinds, language }: Plain<ChooseOwnWritingRequest>,
): Promise<Plain<MyPage>> {
  const { tx, today: writtenOn } = call;
  const { family, me } = await whoseLink(call);
  await holdConsents(tx, family.id);
  const reached = kinds.length === 0 || (await addressOf(call, family, me)) !== '';
  if (!reached) throw new Refusal('failed_precondition', 'NO_OWN_ADDRESS');
  if (me.parent) {
    const { id } = me.parent;
    const { revision } = await loadParent(tx, id);
    const writtenTo = [...new Set(kinds)].sort();
    await saveWriting(tx, { id, revision }, { writtenTo, writtenOn });
    await settle(call, family, { on: writtenOn });
  }
  return await myPage(call, language);
}

/** A yes or a no of who holds the link, for themselves alone; silence is not said by anybody. */
export async function answerOwnConsent(
  call: IntakeCall,
  { purpose, receiver, answer, language }: Plain<AnswerOwnConsentRequest>,
): Promise<Plain<MyPage>> {
  const { family, me } = await whoseLink(call);
  if (answer !== 'yes' && answer !== 'no')
    throw invalid({ field: 'answer', reason: 'VALUE_UNKNOWN' });
  if (!family.children.some(({ id }) => me.roleFor(id) === 'decides'))
    throw new Refusal('permission_denied', 'ONLY_INFORMED');
  const own = { personId: me.personId, purpose, receiver, childId: '', answer, until: '' };
  await say(call, {
    familyId: family.id,
    answers: [own],
    means: 'link',
    language,
    occurredOn: call.today,
  });
  return await myPage(call, language);
}
