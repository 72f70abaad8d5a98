import type { Plain } from '@katrol/contract';
import type { SupportRequestStatus } from '@katrol/proto/katrol/matching/v1/codes';
import type * as contract from '@katrol/proto/katrol/matching/v1/messages_pb';
import { daysBetween, lifecycle } from '@katrol/runtime';
import type { Needs } from './rules.ts';

/** What a family looks for, as it is kept. */
export type SupportRequest = Omit<
  Plain<contract.SupportRequest>,
  'status' | 'waitingDays' | 'trajectoryId'
> & {
  status: SupportRequestStatus;
  referralId: string;
};

type Command =
  | 'edit_support_request'
  | 'accept'
  | 'start'
  | 'decline'
  | 'close'
  | 'reopen'
  | 'decide_trajectory'
  | 'decide_wait'
  | 'seek_next_tutor'
  | 'stay';

/** The status of a request after a command, or a refusal WRONG_STATE. */
export const next = lifecycle<SupportRequestStatus, Command>({
  waiting: {
    edit_support_request: 'waiting',
    decide_wait: 'waiting',
    decide_trajectory: 'open',
    close: 'closed',
  },
  open: { edit_support_request: 'open', accept: 'match_waiting', close: 'closed' },
  match_waiting: {
    edit_support_request: 'match_waiting',
    start: 'in_support',
    decline: 'open',
    close: 'closed',
  },
  in_support: {
    edit_support_request: 'in_support',
    close: 'closed',
    reopen: 'open',
    seek_next_tutor: 'continuing',
  },
  // the question was opened again, and decided on anew
  closed: { decide_trajectory: 'open', decide_wait: 'waiting' },
  // the tutor who stops still comes; the next one is looked for, or is to be decided on
  continuing: {
    edit_support_request: 'continuing',
    accept: 'next_waiting',
    stay: 'in_support',
    close: 'closed',
    reopen: 'open',
  },
  next_waiting: {
    edit_support_request: 'next_waiting',
    start: 'in_support',
    decline: 'continuing',
    close: 'closed',
    reopen: 'match_waiting',
  },
});

/** A family as it is today. */
export type FamilyToday = Pick<Needs, 'children'> & { language: string; moved: boolean };

/**
 * What is looked for, of today: grades and stages as they are, the language that is spoken, no place
 * that the family left. What somebody must look at again with the family is named.
 */
export function broughtUpToDate(
  request: Pick<SupportRequest, 'needs' | 'toConfirm'>,
  today: FamilyToday,
): Pick<SupportRequest, 'needs' | 'toConfirm'> {
  const { needs } = request;
  const children = needs.children.map(
    (child) => today.children.find(({ childId }) => childId === child.childId) ?? child,
  );
  const languages =
    today.language === '' || needs.languages.includes(today.language)
      ? needs.languages
      : [...needs.languages, today.language];
  const known = new Set(children.map(({ childId }) => childId));
  const toConfirm = new Set(request.toConfirm);
  if (today.moved) toConfirm.add('moved');
  if (today.children.some(({ childId }) => !known.has(childId))) toConfirm.add('child_added');
  const { cell, ...rest } = needs;
  const place = today.moved || !cell ? {} : { cell };
  return { needs: { ...rest, ...place, children, languages }, toConfirm: [...toConfirm] };
}

/** How long the family waits, in days. */
export const waitingDays = ({ askedOn }: Pick<SupportRequest, 'askedOn'>, today: string): number =>
  Math.max(0, daysBetween(askedOn, today));
