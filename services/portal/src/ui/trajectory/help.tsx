import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Trajectory } from '@katrol/proto/katrol/matching/v1/json';
import { later } from '../later.tsx';
import { Section } from '../page.tsx';
import { When } from '../when.tsx';

const AnswerForm = later(async () => (await import('./answer-form.tsx')).AnswerForm);

type Props = { of: Trajectory; mayAnswer?: boolean };

/** Help that the tutor asked for, and its answer. */
export function Help({ of, mayAnswer = true }: Props) {
  const { t } = useTranslation();
  if (!of.help.length) return null;
  const sorted = [...of.help].sort(
    (a, b) =>
      Number(Boolean(a.answeredOn)) - Number(Boolean(b.answeredOn)) ||
      b.askedOn.localeCompare(a.askedOn),
  );
  return (
    <Section title={t('trajectory.help')} id="hulp">
      <ul className="plain">
        {sorted.map((one) => (
          <li key={one.id}>
            <Text className="quiet">
              <When at={one.askedOn} />
            </Text>
            <Text>{one.note || t('trajectory.helpNoNote')}</Text>
            {one.answeredOn ? (
              <blockquote className="quote">
                {one.answer} <When at={one.answeredOn} />
              </blockquote>
            ) : null}
            {!one.answeredOn && mayAnswer ? <AnswerForm one={one} /> : null}
            {!one.answeredOn && !mayAnswer ? (
              <Text className="quiet">{t('trajectory.helpWaits')}</Text>
            ) : null}
          </li>
        ))}
      </ul>
    </Section>
  );
}
