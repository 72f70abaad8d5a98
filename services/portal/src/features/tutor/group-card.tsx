import { Button, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FamilyLabel } from '@katrol/proto/katrol/intake/v1/json';
import type { Trajectory } from '@katrol/proto/katrol/matching/v1/json';
import { useCodes } from '#ui/codes.ts';
import { Section } from '#ui/page.tsx';
import { When } from '#ui/when.tsx';
import { GroupLogForm, GroupSessions } from './forms.ts';

type Props = { of: Trajectory[]; families: Map<string, FamilyLabel> };

/** A group of the tutor: its next session once, whoever comes, and one log for all of them. */
export function GroupCard({ of, families }: Props) {
  const { t } = useTranslation();
  const code = useCodes();
  const [open, setOpen] = useState(false);
  const [first] = of;
  if (!first?.group) return null;
  const { group, sessionMinutes } = first;
  const members = of.map(({ id: trajectoryId, familyId, children }) => ({
    trajectoryId,
    familyId,
    children,
  }));
  const names = of
    .flatMap(({ familyId }) => families.get(familyId)?.children ?? [])
    .map(({ firstName }) => firstName);
  return (
    <Section title={t('group.yours')} id={`groep-${group.id}`}>
      <div data-testid="next-group-session">
        <Text className="quiet">{t('tutor.nextMoment')}</Text>
        <Text className="big">
          {group.nextOn ? <When at={group.nextOn} /> : t('tutor.nothingPlanned')}
        </Text>
      </div>
      <Text mt="xs">{code('PlaceKind', group.placeKind)}</Text>
      <Text className="quiet">{names.join(', ')}</Text>
      {open ? (
        <GroupLogForm
          of={{ ...group, members }}
          families={families}
          minutes={sessionMinutes}
          close={() => setOpen(false)}
        />
      ) : (
        <div className="actions">
          <Button
            size="lg"
            leftSection={<IconCheck aria-hidden />}
            onClick={() => setOpen(true)}
            data-testid="log-group"
          >
            {t('group.log')}
          </Button>
        </div>
      )}
      <GroupSessions id={group.id} minutes={sessionMinutes} />
    </Section>
  );
}
