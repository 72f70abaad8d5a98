import type { Plain } from '@katrol/contract';
import type {
  InboxMessage,
  SchoolContact,
  SchoolMessage,
} from '@katrol/proto/katrol/school_liaison/v1/messages_pb';

/** Does a contact work at a school on a day? */
export const worksOn = ({ until }: Pick<Plain<SchoolContact>, 'until'>, day: string): boolean =>
  until === '' || until >= day;

/**
 * A message as one who got it reads it: once opened, as the parents approved it; nothing of who said
 * yes, and nothing at all of the text once sharing stopped.
 */
export function asSchoolReads(m: Plain<SchoolMessage>, contactId: string): Plain<InboxMessage> {
  const { id, childId, childName, schoolId, schoolName, purpose, begunBy, sentAt, mayDiscuss } = m;
  const me = m.receivers.find((one) => one.contactId === contactId);
  const newest = m.versions.at(-1);
  const stopped = m.status === 'stopped';
  const shown = !stopped && me?.openedAt ? newest : undefined;
  const dutch = shown?.translations.find(({ language }) => language === 'nl');
  return {
    id,
    childId,
    childName: stopped ? '' : childName,
    schoolId,
    schoolName,
    purpose,
    begunBy,
    sentAt,
    mayDiscuss,
    stopped,
    text: shown?.text ?? '',
    language: shown?.language ?? '',
    translation: dutch?.text ?? '',
    translatedBy: dutch?.by ?? '',
    openedAt: me?.openedAt ?? '',
    receipt: me?.receipt ?? '',
    answers: stopped
      ? []
      : m.answers
          .filter((one) => one.contactId === contactId)
          .map((one) => ({ ...one, readings: [] })),
  };
}
