/** A rule in SQL, said otherwise: `tests` of the service must see it. */
export type Replacement = {
  name: string;
  service: string;
  file: string;
  from: string;
  to: string;
  tests: string;
};

const lists = 'src/store/lists.ts';
const matching = { service: 'matching', file: lists, tests: 'rules-in-sql' };
const training = { service: 'volunteer-training', file: lists, tests: 'rules-in-sql' };
const intake = { service: 'intake', file: lists, tests: 'due.test' };

// Stryker changes TypeScript only.
export const replacements: readonly Replacement[] = [
  { ...matching, name: 'quiet: a closed one too', from: `t.status = 'running' and `, to: '' },
  {
    ...matching,
    name: 'quiet: a day late',
    from: '<= (select q.last',
    to: '< (select q.last',
  },
  {
    ...matching,
    name: 'quiet: one whose tutor stopped',
    from: '(u.works_until is null or u.works_until >= ${today}::date)',
    to: 'true',
  },
  {
    ...matching,
    name: 'end in sight: a day late',
    from: '${lastDay} <= ${today}',
    to: '${lastDay} < ${today}',
  },
  {
    ...matching,
    name: 'quiet: from the start',
    from: 'coalesce(t.last_session_on, t.started_on)',
    to: 't.started_on',
  },
  {
    ...matching,
    name: 'balance: one more than the minimum',
    from: 't.held >= t',
    to: 't.held > t',
  },
  { ...matching, name: 'balance: an open plan too', from: 't.slots_planned > 0 and ', to: '' },
  { ...matching, name: 'balance: exactly in reach', from: '- t.missed < t', to: '- t.missed <= t' },
  {
    ...training,
    name: 'check missing: where none is asked',
    from: 'case when ${rules.checkRequired}::boolean\n          and ((t',
    to: 'case when true and ((t',
  },
  {
    ...training,
    name: 'check missing: a day late',
    from: 't.check_valid_until)::date <= ${today}',
    to: 't.check_valid_until)::date < ${today}',
  },
  {
    ...training,
    name: 'check missing: a minor',
    from: 'not t.check_not_applicable and t.check_seen_on is null',
    to: 't.check_seen_on is null',
  },
  {
    ...training,
    name: 'check ended: on its last day',
    from: 't.check_valid_until < ${today}',
    to: 't.check_valid_until <= ${today}',
  },
  { ...training, name: 'check ended: a minor', from: 'and not t.check_not_applicable\n', to: '\n' },
  {
    ...training,
    name: 'training: one of them is enough',
    from: '<@ ${attended}',
    to: '&& ${attended}',
  },
  {
    ...training,
    name: 'slots: one',
    from: 'jsonb_array_length(t.slots) = 0',
    to: 'jsonb_array_length(t.slots) <= 1',
  },
  {
    ...training,
    name: 'about to end: who stopped',
    file: 'src/store/tutors.ts',
    from: ', ...goesOn },',
    to: ' },',
  },
  {
    ...training,
    name: 'about to end: a day later',
    file: 'src/store/tutors.ts',
    from: 'checkValidUntil: { lte: dateOf(day) }',
    to: 'checkValidUntil: { lt: dateOf(day) }',
  },
  {
    ...intake,
    name: 'profile: from a later day',
    file: 'src/store/profiles.ts',
    from: 'valid_from <= ${day}::date as holds',
    to: 'true as holds',
    tests: 'profile.test',
  },
  {
    ...intake,
    name: 'profile: by number before day',
    file: 'src/store/profiles.ts',
    from: 'case when holds then valid_from end desc,',
    to: '',
    tests: 'profile.test',
  },
  {
    ...intake,
    name: 'waiting: grades in focus last',
    from: 'not w.in_focus, w.since',
    to: 'w.in_focus, w.since',
  },
  {
    ...intake,
    name: 'waiting: who asked last first',
    from: 'w.since, w.referral_id)::int',
    to: 'w.since desc, w.referral_id)::int',
  },
  {
    ...intake,
    name: 'contact due: a day late',
    file: 'src/store/today.ts',
    from: 'w.next_contact_on <= ${today}',
    to: 'w.next_contact_on < ${today}',
  },
  {
    ...intake,
    name: 'arrival due: a day late',
    file: 'src/store/today.ts',
    from: 'w.check_on <= ${today}',
    to: 'w.check_on < ${today}',
  },
];
