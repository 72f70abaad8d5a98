import { Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { EmergencyAccess, EmergencyAttempts } from '@katrol/proto/katrol/intake/v1/json';
import { IntakeService } from '#api/names.ts';
import { useBranchName } from '#app/session.tsx';
import { useCommand } from '#ui/form/use-command.ts';
import { AppLink } from '#ui/link.tsx';
import { Section, Tag } from '#ui/page.tsx';
import { When } from '#ui/when.tsx';

/** Somebody of another branch opened a file of ours: who, why, until when; seen, or stopped. */
export function Emergencies({ of }: { of: EmergencyAccess[] }) {
  const { t } = useTranslation();
  return (
    <Section title={t('emergency.today', { count: of.length })} id="today-EMERGENCY">
      <ul className="plain" data-testid="today-EMERGENCY">
        {of.map((one) => (
          <Line key={one.id} of={one} />
        ))}
      </ul>
    </Section>
  );
}

/** Somebody of another branch tried to and was not let in: who, and how often in the last week. */
export function FailedAttempts({ of }: { of: EmergencyAttempts[] }) {
  const { t } = useTranslation();
  const branchName = useBranchName();
  return (
    <Section title={t('emergency.attempts')} id="today-EMERGENCY_ATTEMPTS">
      <ul className="plain" data-testid="today-EMERGENCY_ATTEMPTS">
        {of.map((one) => (
          <li key={`${one.name} ${one.lastAt}`} className="line">
            <div>
              <Text fw={600}>
                {t('emergency.whoTried', {
                  name: one.name,
                  branch: branchName(one.ownBranchCode),
                  count: one.times,
                })}
              </Text>
              <Text className="quiet">
                {t('emergency.lastTried')} <When at={one.lastAt} />
              </Text>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Line({ of }: { of: EmergencyAccess }) {
  const { t } = useTranslation();
  const branchName = useBranchName();
  const { id } = of;
  const see = useCommand(IntakeService.method.acknowledgeEmergencyAccess);
  const stop = useCommand(IntakeService.method.endEmergencyAccess, {
    saved: t('emergency.stopped'),
  });
  const who = of.familyLabel || t('today.someone.family');
  return (
    <li className="line" data-testid="today-line">
      <div>
        <Text fw={600}>
          {t('emergency.whoReads', { name: of.name, branch: branchName(of.ownBranchCode) })}{' '}
          <AppLink to="/gezinnen/$id" params={{ id: of.familyId }}>
            {who}
          </AppLink>
        </Text>
        <Text className="quote" my="xs">
          {of.reason}
        </Text>
        <Text className="quiet">
          {t('emergency.since')} <When at={of.openedAt} /> ·{' '}
          {of.open ? (
            <>
              {t('emergency.until')} <When at={of.until} />
            </>
          ) : (
            <Tag>{t('emergency.over')}</Tag>
          )}
        </Text>
      </div>
      <Group gap="xs">
        <Button
          variant="light"
          loading={see.saving}
          onClick={() => void see.run({ id })}
          aria-label={t('emergency.seenOne', { name: of.name, family: who })}
        >
          {t('emergency.seen')}
        </Button>
        {of.open ? (
          <Button
            variant="subtle"
            loading={stop.saving}
            onClick={() => void stop.run({ id })}
            aria-label={t('emergency.stopOne', { name: of.name, family: who })}
          >
            {t('emergency.stop')}
          </Button>
        ) : null}
      </Group>
    </li>
  );
}
