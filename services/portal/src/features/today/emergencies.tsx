import { Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { EmergencyAccess } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { intake } from '#api/transport.ts';
import { useBranchName } from '#app/session.tsx';
import { useCommand } from '#ui/form/use-form.ts';
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

function Line({ of }: { of: EmergencyAccess }) {
  const { t } = useTranslation();
  const branchName = useBranchName();
  const see = useCommand((_: null, options) =>
    intake.acknowledgeEmergencyAccess({ id: of.id }, options),
  );
  const stop = useCommand((_: null, options) => intake.endEmergencyAccess({ id: of.id }, options), {
    saved: t('emergency.stopped'),
  });
  const who = of.familyLabel || t('today.someone.family');
  return (
    <li className="line" data-testid="today-line">
      <div>
        <Text fw={600}>
          {t('emergency.whoReads', { name: of.name, branch: branchName(of.ownBranchCode) })}{' '}
          <AppLink to={`/gezinnen/${of.familyId}`}>{who}</AppLink>
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
          onClick={() => void see.run(null)}
          aria-label={t('emergency.seenOne', { name: of.name, family: who })}
        >
          {t('emergency.seen')}
        </Button>
        {of.open ? (
          <Button
            variant="subtle"
            loading={stop.saving}
            onClick={() => void stop.run(null)}
            aria-label={t('emergency.stopOne', { name: of.name, family: who })}
          >
            {t('emergency.stop')}
          </Button>
        ) : null}
      </Group>
    </li>
  );
}
