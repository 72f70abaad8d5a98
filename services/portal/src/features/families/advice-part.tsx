import { List, Text } from '@mantine/core';
import { useQuery } from '@connectrpc/connect-query';
import { useTranslation } from 'react-i18next';
import { Answer, type Advice, type Referral } from '@katrol/proto/katrol/intake/v1/messages_pb';
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
  const { t, i18n } = useTranslation();
  const code = useCodes();
  const words = useWords();
  // a rule that simply holds is a sentence of its own; a criterion has an answer beside it
  const saysAnswer = (reason: Advice['reasons'][number]) =>
    Boolean(reason.answer) && (Boolean(words(reason.label)) || reason.answer !== Answer.MET);
  const why = (reason: string) =>
    i18n.exists(`codes.adviceReason.${reason}`) ? t(`codes.adviceReason.${reason}`) : reason;
  return (
    <div className="two" data-testid="advice">
      <div>
        <Text fw={650}>
          {t('families.advice')}: <Tag tone="accent">{code('advice', of.outcome)}</Tag>
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
              {words(reason.label) || why(reason.code)}
              {saysAnswer(reason) ? `: ${code('answer', reason.answer)}` : ''}
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
            <List.Item key={aim}>{code('aim', aim)}</List.Item>
          ))}
        </List>
        <Text className="quiet" mt="xs">
          {t('families.youDecide')}
        </Text>
      </div>
    </div>
  );
}
