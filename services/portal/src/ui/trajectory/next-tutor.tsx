import { Alert, Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Trajectory } from '@katrol/proto/katrol/matching/v1/json';
import { MatchingService } from '#api/names.ts';
import { useCodes } from '../codes.ts';
import { useCommand } from '../form/use-command.ts';
import { AppLink } from '../link.tsx';
import { When } from '../when.tsx';

/** Until when the tutor comes, and the next one looked for before the gap opens. */
export function NextTutor({ of }: { of: Trajectory }) {
  const { t } = useTranslation();
  const code = useCodes();
  const seek = useCommand(MatchingService.method.seekNextTutor);
  if (!of.endForeseen) return null;
  const run = (yes: boolean) => void seek.run({ trajectoryId: of.id, seek: yes });
  return (
    <Alert
      variant="outline"
      mt="sm"
      data-testid="next-tutor"
      title={
        of.tutorUntil ? (
          <>
            {t('trajectory.tutorStops')} <When at={of.tutorUntil} /> (
            {code('WorksEnd', of.tutorEnd)})
          </>
        ) : undefined
      }
    >
      {of.requestStatus === 'in_support' ? (
        <>
          <Text mb="xs">{t('trajectory.seekNextText')}</Text>
          <Button size="sm" loading={seek.saving} onClick={() => run(true)}>
            {t('trajectory.seekNext')}
          </Button>
        </>
      ) : (
        <Group gap="sm">
          <Text>
            {of.requestStatus === 'continuing'
              ? t('trajectory.seeking')
              : code('SupportRequestStatus', of.requestStatus)}
          </Text>
          <AppLink to="/koppelen">{t('trajectory.toProposals')}</AppLink>
          {of.requestStatus === 'continuing' ? (
            <Button size="sm" variant="subtle" loading={seek.saving} onClick={() => run(false)}>
              {t('trajectory.seekNoMore')}
            </Button>
          ) : null}
        </Group>
      )}
    </Alert>
  );
}
