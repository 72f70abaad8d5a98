import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { advise, type Answer, type Facts } from './advice.ts';
import { presets } from './presets.ts';
import { checkProfile, type ProfileDocument } from './profile.ts';
import { next, referralStatuses, stageOf, startStatus, type ReferralCommand } from './referral.ts';

const preset = (code: string): ProfileDocument => presets[code] as ProfileDocument;
const facts = (more: Partial<Facts>): Facts => ({
  indicators: {},
  lifeDomains: [],
  grades: [],
  priorConsent: undefined,
  ...more,
});
const headings = [
  'income',
  'parents_education',
  'stimulation',
  'parents_work',
  'housing',
  'health',
];
const answers = (...given: Answer[]) =>
  Object.fromEntries(headings.map((h, i) => [h, given[i] ?? 'unknown']));

describe('the cases a profile must get right', () => {
  test.each(Object.keys(presets))('%s is a profile that can be worked by', (code) => {
    expect(() => checkProfile(preset(code))).not.toThrow();
  });

  test.each([
    ['4 met, 2 unknown', ['met', 'met', 'met', 'met'], 'met'],
    ['3 met, 1 unknown', ['met', 'met', 'met', 'not_met', 'not_met'], 'ask'],
    ['3 met, none unknown', ['met', 'met', 'met', 'not_met', 'not_met', 'not_met'], 'not_met'],
    ['low income alone', ['met', 'not_met', 'not_met', 'not_met', 'not_met', 'not_met'], 'not_met'],
    ['low income, 3 unknown', ['met', 'not_met', 'not_met'], 'ask'],
    ['low income, 2 unknown', ['met', 'not_met', 'not_met', 'not_met'], 'not_met'],
  ] as const)('Kompanjon: %s -> %s', (_name, given, outcome) => {
    const advice = advise(preset('kompanjon'), facts({ indicators: answers(...given) }));
    expect(advice.outcome).toBe(outcome);
    expect(advice.reasons.filter((r) => r.code === 'CRITERION')).toHaveLength(6);
    expect(advice.aims.length).toBeGreaterThan(0);
  });

  test('SAM: consent given but information not is not accepted yet', () => {
    const referrer = { kind: 'school', name: '', organisation: '', email: '', phone: '' } as const;
    const half = { familyAgreed: true, familyInformed: false };
    expect(startStatus({ referrer, priorConsent: half }, preset('sam-geraardsbergen'))).toBe(
      'consent_awaited',
    );
    expect(
      startStatus(
        {
          referrer: { ...referrer, kind: 'parent' },
          priorConsent: { familyAgreed: false, familyInformed: false },
        },
        preset('sam-geraardsbergen'),
      ),
    ).toBe('submitted');
    const advice = advise(preset('sam-geraardsbergen'), facts({ priorConsent: half }));
    expect(advice.outcome).toBe('ask');
    expect(advice.reasons).toContainEqual({
      code: 'FAMILY_INFORMED',
      answer: 'unknown',
      label: {},
    });
  });

  test('Oostende: homework only is led elsewhere; homework and housing is a trajectory; not known yet is asked', () => {
    const outcome = (...lifeDomains: string[]) =>
      advise(preset('de-katrol'), facts({ lifeDomains })).outcome;
    expect([outcome('homework'), outcome('homework', 'housing'), outcome()]).toEqual([
      'lead_elsewhere',
      'met',
      'ask',
    ]);
  });

  test('Uilenspel: an exclusion leads elsewhere; lacking the skill is a training need and no verdict', () => {
    const none = {
      helped_elsewhere: 'not_met',
      special_education: 'not_met',
      severe_difficulty: 'not_met',
    } as const;
    const outcome = (more: Record<string, Answer>) =>
      advise(preset('uilenspel'), facts({ indicators: { ...none, ...more } })).outcome;
    expect([
      outcome({}),
      outcome({ special_education: 'met' }),
      outcome({ severe_difficulty: 'met' }),
      outcome({ helped_elsewhere: 'unknown' }),
    ]).toEqual(['met', 'lead_elsewhere', 'met', 'ask']);
  });

  test('unknown is never "no": answering one more question never turns "ask" into its opposite without an answer', () => {
    const answer = fc.constantFrom<Answer>('met', 'not_met', 'unknown');
    fc.assert(
      fc.property(fc.array(answer, { minLength: 6, maxLength: 6 }), (given) => {
        const { outcome, met, unknown, threshold } = advise(
          preset('kompanjon'),
          facts({ indicators: answers(...given) }),
        );
        expect(outcome).toBe(
          met >= threshold ? 'met' : met + unknown >= threshold ? 'ask' : 'not_met',
        );
      }),
      { verbose: true },
    );
  });
});

describe('the states of a referral', () => {
  const commands: ReferralCommand[] = [
    'confirm_prior_consent',
    'plan_visit',
    'record_visit',
    'miss_visit',
    'decide_trajectory',
    'decide_wait',
    'decide_lead_elsewhere',
  ];
  test('every command in every state gives a state or a refusal with a reason', () => {
    for (const status of referralStatuses) {
      for (const command of commands) {
        try {
          expect(referralStatuses).toContain(next(status, command, preset('de-katrol')));
        } catch (error) {
          expect((error as { reason: string }).reason).toMatch(/^(WRONG_STATE|VISIT_FIRST)$/);
        }
      }
    }
  });
  test('what was decided is not decided again; every referral gets its visit where the profile says so', () => {
    expect(() => next('trajectory', 'decide_wait', preset('de-katrol'))).toThrow('WRONG_STATE');
    expect(() => next('submitted', 'decide_trajectory', preset('de-katrol'))).toThrow(
      'VISIT_FIRST',
    );
    expect(next('submitted', 'decide_trajectory', preset('leerbuddy'))).toBe('trajectory');
  });
  test('grades and their stages', () => {
    expect(['K3', 'L1', 'L2', 'L4', 'L6', 'S1', 'S6', ''].map(stageOf)).toEqual([
      'kindergarten',
      'primary_first',
      'primary_first',
      'primary_second',
      'primary_third',
      'secondary_first',
      'secondary_third',
      '',
    ]);
  });
});
