import { Checks, searchable } from '@katrol/runtime';

/** How often a person may try in an hour; who is right needs one. */
export const ATTEMPTS_AN_HOUR = 5;
const REASON_AT_LEAST = 20;
const PHONE_AT_LEAST = 6;

/** What somebody knows of a family of another branch, and why they must see its file. */
export type EmergencyQuestion = {
  familyBranchCode: string;
  familyName: string;
  phone: string;
  childFirstName: string;
  reason: string;
};
export type Known = { familyName: string; phoneDigits: string; children: string[] };

/** The question as it will be kept; refuses with every field that lacks. */
export function checkQuestion(q: EmergencyQuestion): EmergencyQuestion {
  const c = new Checks();
  const known = {
    familyBranchCode: c.text('family_branch_code', q.familyBranchCode, { max: 60, required: true }),
    familyName: c.text('family_name', q.familyName, { max: 120, required: true }),
    phone: c.text('phone', q.phone, { max: 60 }),
    childFirstName: c.text('child_first_name', q.childFirstName, { max: 80 }),
  };
  c.that(known.phone !== '' || known.childFirstName !== '', 'phone', 'EMERGENCY_KNOW_ONE_MORE');
  const reason = c.text('reason', q.reason, { max: 500, required: true });
  c.that(reason === '' || reason.length >= REASON_AT_LEAST, 'reason', 'EMERGENCY_REASON_SHORT');
  c.done();
  return { ...known, reason };
}

/** Whether it is this family: the name and everything else that was given are exactly right; accents and capitals do not count. */
export function isExactly(family: Known, q: EmergencyQuestion, phoneDigits: string): boolean {
  if (searchable(family.familyName) !== searchable(q.familyName)) return false;
  if (q.phone !== '' && (phoneDigits.length < PHONE_AT_LEAST || family.phoneDigits !== phoneDigits))
    return false;
  return (
    q.childFirstName === '' ||
    family.children.some((name) => searchable(name) === searchable(q.childFirstName))
  );
}
