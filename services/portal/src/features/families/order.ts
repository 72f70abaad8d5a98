import type { Referral } from '@katrol/proto/katrol/intake/v1/json';

/** The newest referral first. */
export function latestFirst(referrals: Referral[]): Referral[] {
  return [...referrals].sort(
    (a, b) => b.occurredOn.localeCompare(a.occurredOn) || b.recordedAt.localeCompare(a.recordedAt),
  );
}
