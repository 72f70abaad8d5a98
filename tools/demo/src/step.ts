import type { Plain } from '@katrol/contract';
import type { ProfileDocument } from '@katrol/proto/katrol/intake/v1/profile_pb';
import type { Calendar } from './calendar.ts';
import type { Branch } from './consortium.ts';
import type { FamilyPlan } from './plan-families.ts';
import type { Person } from './portal.ts';
import { Random } from './random.ts';

/** What the steps of one branch share. */
export type Desk = {
  me: Person;
  branch: Branch;
  profile: Plain<ProfileDocument> | undefined;
  calendar: Calendar;
};

/** One family's part of it, with chance and keys of its own. */
export type Step = Desk & { plan: FamilyPlan; r: Random; key: (what: string) => string };

export const stepOf = (desk: Desk, plan: FamilyPlan, what: string): Step => ({
  ...desk,
  plan,
  r: new Random(`${what} ${desk.branch.code} ${plan.key}`),
  key: (step) => `demo-${desk.branch.code}-${plan.key}-${step}`,
});
