import type { Address } from './referral.ts';

/** Does a family live elsewhere now? A house number that was put right is no other place. */
export const movedFrom = (before: Address, after: Address): boolean =>
  before.postalCode !== '' &&
  (before.postalCode !== after.postalCode ||
    before.municipality !== after.municipality ||
    (before.streetAndNumber !== '' &&
      streetOf(before.streetAndNumber) !== streetOf(after.streetAndNumber)));

const streetOf = (line: string): string => line.replace(/\s*\d.*$/, '').toLowerCase();
