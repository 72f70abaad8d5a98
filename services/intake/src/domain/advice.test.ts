import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { LifeDomain } from '@katrol/proto/katrol/common/v1/codes';
import { Preset, ReferralStatus, type Answer } from '@katrol/proto/katrol/intake/v1/codes';
import { advise, type Facts } from './advice.ts';
import { presets } from './presets.ts';
import { checkProfile } from './profile.ts';
import { next, startStatus, type ReferralCommand } from './referral.ts';

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
  test.each(Preset)('%s is a profile that can be worked by', (code) => {
    expect(() => checkProfile(presets[code])).not.toThrow();
  });

  test.each([
    ['4 met, 2 unknown', ['met', 'met', 'met', 'met'], 'met'],
    ['3 met, 1 unknown', ['met', 'met', 'met', 'not_met', 'not_met'], 'ask'],
    ['3 met, none unknown', ['met', 'met', 'met', 'not_met', 'not_met', 'not_met'], 'not_met'],
    ['low income alone', ['met', 'not_met', 'not_met', 'not_met', 'not_met', 'not_met'], 'not_met'],
    ['low income, 3 unknown', ['met', 'not_met', 'not_met'], 'ask'],
    ['low income, 2 unknown', ['met', 'not_met', 'not_met', 'not_met'], 'not_met'],
  ] as const)('Kompanjon: %s -> %s', (_name, given, outcome) => {
    const advice = advise(presets.kompanjon, facts({ indicators: answers(...given) }));
    expect(advice.outcome).toBe(outcome);
    expect(advice.reasons.filter((r) => r.code === 'CRITERION')).toHaveLength(6);
    expect(advice.aims.length).toBeGreaterThan(0);
  });

  test('a criterion and an exclusion say in the advice what the branch calls them', () => {
    const { criteriaSet } = presets.kompanjon.intake;
    const [first] = criteriaSet?.criteria ?? [];
    const weighed = advise(presets.kompanjon, facts({ indicators: answers('met') }));
    expect(weighed.reasons).toContainEqual(
      expect.objectContaining({ code: 'CRITERION', answer: 'met', label: first?.label }),
    );
    const [elsewhere] = presets.uilenspel.intake.exclusions;
    const excluded = advise(
      presets.uilenspel,
      facts({ indicators: { [elsewhere?.code ?? '']: 'met' } }),
    );
    expect(excluded.reasons).toContainEqual(
      expect.objectContaining({ code: 'EXCLUSION', label: elsewhere?.label }),
    );
  });

  test('SAM: consent given but information not is not accepted yet', () => {
    const referrer = { kind: 'school', name: '', organisation: '', email: '', phone: '' } as const;
    const half = { familyAgreed: true, familyInformed: false };
    expect(startStatus({ referrer, priorConsent: half }, presets['sam-geraardsbergen'])).toBe(
      'consent_awaited',
    );
    expect(
      startStatus(
        {
          referrer: { ...referrer, kind: 'parent' },
          priorConsent: { familyAgreed: false, familyInformed: false },
        },
        presets['sam-geraardsbergen'],
      ),
    ).toBe('submitted');
    const advice = advise(presets['sam-geraardsbergen'], facts({ priorConsent: half }));
    expect(advice.outcome).toBe('ask');
    expect(advice.reasons).toContainEqual({
      code: 'FAMILY_INFORMED',
      answer: 'unknown',
      label: {},
    });
  });

  test('Oostende: homework only is led elsewhere; with housing a trajectory; else it asks', () => {
    const outcome = (...lifeDomains: LifeDomain[]) =>
      advise(presets['de-katrol'], facts({ lifeDomains })).outcome;
    expect([outcome('homework'), outcome('homework', 'housing'), outcome()]).toEqual([
      'lead_elsewhere',
      'met',
      'ask',
    ]);
  });

  test('each preset says what happens there: where, how often, with whom', () => {
    const said = (code: Preset): string => presets[code].explanationForFamilies['nl'] ?? '';
    expect(said('de-katrol')).toMatch(/Twee keer per week.*thuis/);
    expect(said('huiswerkklas')).toMatch(/Er komt niemand bij u thuis/);
    for (const code of Preset) {
      const { places } = presets[code].support;
      expect([code, /thuis(?!\.)/.test(said(code))]).toEqual([code, places.includes('home')]);
    }
  });

  test('no age goes before another where the preset gives none priority', () => {
    expect([presets.leerbuddy.intake.grades, presets['student-tutoring'].intake.grades]).toEqual([
      [],
      [],
    ]);
    expect(presets.leerbuddy.intake.criteriaSet).toBeUndefined();
    expect(presets['sam-geraardsbergen'].support).toMatchObject({ lengthUnit: 'open' });
  });

  test('Uilenspel: an exclusion leads elsewhere; a lacking skill is a training need', () => {
    const none = {
      helped_elsewhere: 'not_met',
      special_education: 'not_met',
      severe_difficulty: 'not_met',
    } as const;
    const outcome = (more: Record<string, Answer>) =>
      advise(presets.uilenspel, facts({ indicators: { ...none, ...more } })).outcome;
    expect([
      outcome({}),
      outcome({ special_education: 'met' }),
      outcome({ severe_difficulty: 'met' }),
      outcome({ helped_elsewhere: 'unknown' }),
      outcome({ severe_difficulty: 'unknown' }),
      outcome({ severe_difficulty: 'met', special_education: 'met' }),
    ]).toEqual(['met', 'lead_elsewhere', 'ask', 'ask', 'ask', 'lead_elsewhere']);
  });

  test('unknown is never "no": one more answer never turns "ask" into its opposite', () => {
    const answer = fc.constantFrom<Answer>('met', 'not_met', 'unknown');
    fc.assert(
      fc.property(fc.array(answer, { minLength: 6, maxLength: 6 }), (given) => {
        const { outcome, met, unknown, threshold } = advise(
          presets.kompanjon,
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
    for (const status of ReferralStatus) {
      for (const command of commands) {
        try {
          expect(ReferralStatus).toContain(next(status, command, presets['de-katrol']));
        } catch (error) {
          expect((error as { reason: string }).reason).toMatch(/^(WRONG_STATE|VISIT_FIRST)$/);
        }
      }
    }
  });
  test('what was decided stays; every referral gets a visit where the profile says so', () => {
    expect(() => next('trajectory', 'decide_wait', presets['de-katrol'])).toThrow('WRONG_STATE');
    expect(() => next('submitted', 'decide_trajectory', presets['de-katrol'])).toThrow(
      'VISIT_FIRST',
    );
    expect(next('submitted', 'decide_trajectory', presets.leerbuddy)).toBe('trajectory');
  });
});
