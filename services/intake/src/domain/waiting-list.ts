import type { OrderReason, WaitReason } from '@katrol/proto/katrol/intake/v1/codes';
import { addDays, daysBetween } from '@katrol/runtime';

/** A family that waits. Order: grades in the profile's focus first, then who asked first. */
export type Waiting = {
  referralId: string;
  familyId: string;
  branchCode: string;
  since: string;
  waitReason: WaitReason | '';
  inFocus: boolean;
  lastContactOn: string;
  nextContactOn: string;
  revision: number;
};

/** The codes that explain a place on the list. */
export const orderReasons = (w: Pick<Waiting, 'inFocus'>): OrderReason[] =>
  w.inFocus ? ['grade_in_focus', 'waiting_days'] : ['waiting_days'];

export const waitingDays = (since: string, today: string): number =>
  Math.max(0, daysBetween(since, today));

/** When to be in touch again, by the profile's rhythm. */
export const nextContact = (from: string, contactDays: number): string =>
  addDays(from, contactDays);
