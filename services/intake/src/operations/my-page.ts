import type { Plain } from '@katrol/contract';
import { ConsentPurpose } from '@katrol/proto/katrol/common/v1/codes';
import type {
  AnswerOwnConsentRequest,
  MyConsent,
  MyPage,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import { dayOf, invalid, notFound, Refusal } from '@katrol/runtime';
import { listPage, readList } from '@katrol/store';
import { askedOn, consentRules, type Consent } from '../domain/consent.ts';
import { roleOn, type Parent } from '../domain/parents.ts';
import type { IntakeCall } from '../store/client.ts';
import { consentsOf, placeNames } from '../store/consents.ts';
import { loadFamily, type Family } from '../store/families.ts';
import { parentsOf } from '../store/parents.ts';
import { loadBranch, profileOn } from '../store/profiles.ts';
import { waitsStill } from '../store/waiting.ts';
import { say } from './consents.ts';

type Me = { personId: string; parent: Parent | undefined };

const MOST_READERS = 50;

/** Who holds the link: a parent who is not held, or a young person who is asked. */
async function whoseLink({ tx, link, today }: IntakeCall): Promise<{ family: Family; me: Me }> {
  if (!link) throw notFound('link');
  const family = await loadFamily(tx, link.object, 'link');
  const { person: personId } = link;
  const parent = (await parentsOf(tx, family.ids)).find((one) => one.id === personId);
  const young = family.children.find((one) => one.id === personId);
  const rules = consentRules((await profileOn(tx, family.branchCode, today)).document);
  const mine = parent ? !parent.held : young !== undefined && askedOn(young, rules, today) !== '';
  if (!mine) throw notFound('link');
  return { family, me: { personId, parent } };
}

/** What one person said last: of the others not even that they said something. */
function lastSaid(consents: readonly Consent[], personId: string): Map<string, Consent> {
  const last = new Map<string, Consent>();
  for (const one of consents) {
    const own = one.personId === personId && one.undoneAt === '' && one.childId === '';
    if (own || (one.personId === personId && one.childId === personId))
      last.set(`${one.purpose} ${one.receiver}`, one);
  }
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
export async function getMyPage(call: IntakeCall): Promise<Plain<MyPage>> {
  const { tx, today } = call;
  const { family, me } = await whoseLink(call);
  call.audit(family.id, family.branchCode);
  const role = (childId: string) => (me.parent ? roleOn(me.parent, childId, today) : 'decides');
  const children = family.children.filter(({ id }) =>
    me.parent ? role(id) !== 'neither' : id === me.personId,
  );
  const said = lastSaid(await consentsOf(tx, family.ids), me.personId);
  const names = await placeNames(
    tx,
    [...said.values()].map((one) => one.receiver),
  );
  const options = { search: '', filters: [], sort: '', cursor: '', limit: MOST_READERS };
  const readers = await listPage(tx, readList(family.id), options);
  const { document } = await profileOn(tx, family.branchCode, today);
  const { anchorName, anchorPhone } = await loadBranch(tx, family.branchCode);
  const byName = new Map(
    readers.rows.filter(({ name }) => name !== '').map(({ name, lastAt }) => [name, lastAt]),
  );
  return {
    relation: me.parent?.relation ?? '',
    children: children.map(({ id, firstName }) => ({ id, firstName })),
    consents: consentsShown(said, names),
    decides: children.some(({ id }) => role(id) === 'decides'),
    waiting: await waitsStill(tx, family.ids),
    readers: [...byName].map(([name, at]) => ({ name, lastOn: dayOf(at) })),
    branchName: document.publicName,
    anchorName,
    anchorPhone,
  };
}

/** A yes or a no of who holds the link, for themselves alone; silence is not said by anybody. */
export async function answerOwnConsent(
  call: IntakeCall,
  { purpose, receiver, answer, language }: Plain<AnswerOwnConsentRequest>,
): Promise<Plain<MyPage>> {
  const { family, me } = await whoseLink(call);
  if (answer !== 'yes' && answer !== 'no')
    throw invalid({ field: 'answer', reason: 'VALUE_UNKNOWN' });
  const decides =
    !me.parent ||
    family.children.some(({ id }) => roleOn(me.parent as Parent, id, call.today) === 'decides');
  if (!decides) throw new Refusal('permission_denied', 'ONLY_INFORMED');
  const own = { personId: me.personId, purpose, receiver, childId: '', answer, until: '' };
  await say(call, {
    familyId: family.id,
    answers: [own],
    means: 'link',
    language,
    occurredOn: call.today,
  });
  return await getMyPage(call);
}
