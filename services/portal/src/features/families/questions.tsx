import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Referral } from '@katrol/proto/katrol/intake/v1/json';
import { useCodes } from '#ui/codes.ts';
import { Facts } from '#ui/page.tsx';
import { When } from '#ui/when.tsx';

/** The question then and now, side by side: what was referred and what the family wants. */
export function Questions({ referrals }: { referrals: Referral[] }) {
  return (
    <div className="plain">
      {referrals.map((referral) => (
        <Question key={referral.id} of={referral} />
      ))}
    </div>
  );
}

// asked at the first conversation, which is still to come
const before = ({ status }: Referral): boolean =>
  ['consent_awaited', 'submitted', 'visit_planned'].includes(status);

function Question({ of }: { of: Referral }) {
  const { t } = useTranslation();
  const code = useCodes();
  const referrer = [of.referrer.name, of.referrer.organisation].filter(Boolean).join(', ');
  const by = t('families.referredBy', { kind: code('ReferrerKind', of.referrer.kind) });
  return (
    <div data-testid="questions">
      <Text className="quiet">
        {by} {referrer} · <When at={of.occurredOn} />
      </Text>
      <div className="two">
        <div>
          <Text fw={650}>{t('families.then')}</Text>
          <Facts
            facts={[
              [t('families.reason'), of.reason],
              [t('families.expectation'), of.expectation],
              [t('families.ownQuestionThen'), of.familyQuestion || t('families.notAskedThen')],
            ]}
          />
        </div>
        <div>
          <Text fw={650}>{t('families.now')}</Text>
          {of.questionAtVisit ? (
            <blockquote className="quote">{of.questionAtVisit}</blockquote>
          ) : (
            <Text className="quiet">
              {t(before(of) ? 'families.notVisitedYet' : 'families.notNoted')}
            </Text>
          )}
        </div>
      </div>
      {of.decision ? (
        <Facts
          facts={[
            [
              t('families.decided'),
              <>
                <When at={of.decision.occurredOn} /> {code('DecisionOutcome', of.decision.outcome)}
              </>,
            ],
            [t('families.familySay'), of.decision.familySay],
            [t('families.decisionReason'), of.decision.reason],
            [
              t('families.lookAgain'),
              of.decision.reviewOn ? <When at={of.decision.reviewOn} /> : '',
            ],
          ]}
        />
      ) : null}
    </div>
  );
}
