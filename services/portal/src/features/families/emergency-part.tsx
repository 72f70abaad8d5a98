import { Alert, Button, Text } from '@mantine/core';
import { IconEyeExclamation } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { EmergencyAccess, Family } from '@katrol/proto/katrol/intake/v1/json';
import { IntakeService } from '#api/names.ts';
import { useBranchName } from '#app/session.tsx';
import { useCommand } from '#ui/form/use-command.ts';
import { Section, Tag } from '#ui/page.tsx';
import { useGo } from '#ui/url.ts';
import { useSayDate, When } from '#ui/when.tsx';

/** Under what one reads here, until when, and who knows of it. */
export function EmergencyBanner({ family }: { family: Family }) {
  const { t } = useTranslation();
  const sayDate = useSayDate();
  const branch = useBranchName()(family.branchCode);
  const go = useGo();
  const stop = useCommand(IntakeService.method.endEmergencyAccess, {
    saved: t('emergency.stopped'),
    done: () => go({ to: '/noodtoegang' }),
  });
  const opened = family.emergencyAccesses.find((one) => one.id === family.emergencyId);
  return (
    <Alert
      icon={<IconEyeExclamation aria-hidden />}
      variant="outline"
      color="orange"
      title={t('emergency.reading', { branch, until: sayDate(opened?.until ?? '') })}
      data-testid="emergency-banner"
    >
      <p className="tight">{t('emergency.readingText', { branch })}</p>
      <Button
        size="sm"
        variant="light"
        className="no-print"
        loading={stop.saving}
        onClick={() => void stop.run({ id: family.emergencyId })}
      >
        {t('emergency.ready')}
      </Button>
    </Alert>
  );
}

/** Who of another branch had this family's file open, and why. */
export function EmergencyPart({ of }: { of: EmergencyAccess[] }) {
  const { t } = useTranslation();
  if (!of.length) return null;
  return (
    <Section title={t('emergency.title')} id="noodtoegang">
      <ul className="plain" data-testid="emergencies">
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
  const stop = useCommand(IntakeService.method.endEmergencyAccess, {
    saved: t('emergency.stopped'),
  });
  return (
    <li>
      <Text fw={600}>
        {of.name}, {branchName(of.ownBranchCode)}{' '}
        <Tag tone={of.open ? 'attention' : 'calm'}>
          {of.open ? t('emergency.open') : t('emergency.over')}
        </Tag>
      </Text>
      <Text className="quote" my="xs">
        {of.reason}
      </Text>
      <Text className="quiet">
        {t('emergency.since')} <When at={of.openedAt} /> ·{' '}
        {of.endedAt ? (
          <>
            {t('emergency.endedBy', { name: of.endedBy })} <When at={of.endedAt} />
          </>
        ) : (
          <>
            {t('emergency.until')} <When at={of.until} />
          </>
        )}
        {of.seenBy ? <> · {t('emergency.seenBy', { name: of.seenBy })}</> : null}
      </Text>
      {of.open ? (
        <Button
          size="sm"
          variant="light"
          className="no-print"
          loading={stop.saving}
          onClick={() => void stop.run({ id: of.id })}
        >
          {t('emergency.stop')}
        </Button>
      ) : null}
    </li>
  );
}
