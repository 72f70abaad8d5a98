import { List, Text } from '@mantine/core';
import { useQuery } from '#api/query.ts';
import { useTranslation } from 'react-i18next';
import type { Advice, Referral } from '@katrol/proto/katrol/intake/v1/json';
import { IntakeService } from '#api/names.ts';
import { useCodes } from '#ui/codes.ts';
import { Tag, Waiting } from '#ui/page.tsx';
import { Trouble } from '#ui/refusal.tsx';
import { useWords } from '#ui/words.tsx';

/** The profile's advice with its reasons, beside its aims. A person decides. */
export function AdvicePart({ referral }: { referral: Referral }) {
  const advice = useQuery(IntakeService.method.getAdvice, { referralId: referral.id });
  if (advice.isError) return <Trouble error={advice.error} />;
  return advice.data ? <AdviceView of={advice.data} /> : <Waiting lines={2} />;
}

function AdviceView({ of }: { of: Advice }) {
  const { t } = useTranslation();
  const code = useCodes();
  const words = useWords();
  // a rule that simply holds is a sentence of its own; a criterion has an answer beside it
  const saysAnswer = (reason: Advice['reasons'][number]) =>
    Boolean(reason.answer) && (Boolean(words(reason.label)) || reason.answer !== 'met');
  return (
    <div className="two" data-testid="advice">
      <div>
        <Text fw={650}>
          {t('families.advice')}: <Tag tone="accent">{code('AdviceOutcome', of.outcome)}</Tag>
        </Text>
        {of.threshold ? (
          <Text>
            {t('families.adviceCount', {
              met: of.met,
              notMet: of.notMet,
              unknown: of.unknown,
              threshold: of.threshold,
            })}
          </Text>
        ) : null}
        <List mt="xs">
          {of.reasons.map((reason, index) => (
            <List.Item key={`${reason.code}${index}`}>
              {words(reason.label) || code('AdviceReasonCode', reason.code)}
              {saysAnswer(reason) ? `: ${code('Answer', reason.answer)}` : ''}
            </List.Item>
          ))}
        </List>
        <Text className="quiet" mt="xs">
          {t('families.unknownIsNotNo')}
        </Text>
      </div>
      <div>
        <Text fw={650}>{t('families.aims')}</Text>
        <List>
          {of.aims.map((aim) => (
            <List.Item key={aim}>{code('Aim', aim)}</List.Item>
          ))}
        </List>
        <Text className="quiet" mt="xs">
          {t('families.youDecide')}
        </Text>
      </div>
    </div>
  );
}
