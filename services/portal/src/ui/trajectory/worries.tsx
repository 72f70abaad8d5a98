import { Button, List, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Trajectory, Worry } from '@katrol/proto/katrol/matching/v1/json';
import { MatchingService } from '#api/names.ts';
import { useCommand } from '../form/use-command.ts';
import { Section } from '../page.tsx';
import { PhoneLink } from '../reach.tsx';
import { When } from '../when.tsx';

/** Whom one may call oneself: it stands there before a worry is passed on, and after. */
export function WhoToCall() {
  const { t } = useTranslation();
  return (
    <div data-testid="who-to-call">
      <Text>{t('trajectory.worryCall')}</Text>
      <List>
        <List.Item>
          <PhoneLink to="1712" label={t('trajectory.worry1712')} />{' '}
          <span aria-hidden>{t('trajectory.worry1712').replace(/^1712/, '')}</span>
        </List.Item>
        <List.Item>
          <PhoneLink to="112" label={t('trajectory.worry112')} />{' '}
          <span aria-hidden>{t('trajectory.worry112').replace(/^112/, '')}</span>
        </List.Item>
      </List>
    </div>
  );
}

/** Worries about safety, those that wait on top. A coordinator takes them up. */
export function Worries({ of, mayTakeUp = true }: { of: Trajectory; mayTakeUp?: boolean }) {
  const { t } = useTranslation();
  if (!of.worries.length) return null;
  const sorted = [...of.worries].sort(
    (a, b) => Number(Boolean(a.takenUpOn)) - Number(Boolean(b.takenUpOn)),
  );
  return (
    <Section title={t('trajectory.worryTitle')} id="zorg">
      <ul className="plain" data-testid="worries">
        {sorted.map((one) => (
          <li key={one.id}>
            <Text className="quiet">
              <When at={one.raisedOn} />
            </Text>
            <Text style={{ whiteSpace: 'pre-wrap' }}>
              {one.note || t('trajectory.worryNoNote')}
            </Text>
            <State one={one} mayTakeUp={mayTakeUp} />
          </li>
        ))}
      </ul>
      <WhoToCall />
    </Section>
  );
}

function State({ one, mayTakeUp }: { one: Worry; mayTakeUp: boolean }) {
  const { t } = useTranslation();
  const take = useCommand(MatchingService.method.takeUpWorry);
  if (one.takenUpOn)
    return (
      <Text className="quiet">
        {t('trajectory.takenUp', { name: one.takenUpBy })} <When at={one.takenUpOn} />
      </Text>
    );
  if (!mayTakeUp) return <Text className="quiet">{t('trajectory.worryWaits')}</Text>;
  return (
    <Button
      size="sm"
      loading={take.saving}
      data-testid="take-up-worry"
      onClick={() => void take.run({ worryId: one.id, revision: one.revision })}
    >
      {t('trajectory.takeUp')}
    </Button>
  );
}
