import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SupportGroup } from '@katrol/proto/katrol/matching/v1/json';
import { useFamilyLabels } from '#api/labels.ts';
import { MatchingService } from '#api/names.ts';
import { useQuery } from '#api/query.ts';
import { useCodes } from '../codes.ts';
import { Facts, Section, Waiting } from '../page.tsx';
import { useSaySlot } from '../week.tsx';
import { When } from '../when.tsx';
import { GroupLogForm } from './group-log-form.tsx';
import { GroupSessions } from './group-sessions.tsx';

/** The group that a family comes to: when, where, with how many; who else comes is not said here. */
export function GroupPart({ of, minutes }: { of: SupportGroup; minutes: number }) {
  const { t } = useTranslation();
  const code = useCodes();
  const saySlot = useSaySlot();
  const [open, setOpen] = useState(false);
  return (
    <Section title={t('group.title')} id="groep">
      <Facts
        facts={[
          [t('group.hours'), of.hours.map(saySlot).join(', ')],
          [t('group.place'), code('PlaceKind', of.placeKind)],
          [t('group.size'), t('group.sizeOf', { families: of.families, children: of.children })],
          [t('group.next'), of.nextOn ? <When at={of.nextOn} /> : ''],
          [t('group.endedOn'), of.endedOn ? <When at={of.endedOn} /> : ''],
        ]}
      />
      {open ? (
        <LogAll id={of.id} minutes={minutes} close={() => setOpen(false)} />
      ) : (
        <Button size="sm" variant="light" onClick={() => setOpen(true)} data-testid="log-group">
          {t('group.log')}
        </Button>
      )}
      <GroupSessions id={of.id} minutes={minutes} />
    </Section>
  );
}

function LogAll({ id, minutes, close }: { id: string; minutes: number; close: () => void }) {
  const group = useQuery(MatchingService.method.getGroup, { groupId: id });
  const families = useFamilyLabels(group.data?.members.map((one) => one.familyId) ?? []);
  if (!group.data) return <Waiting lines={2} />;
  return <GroupLogForm of={group.data} families={families} minutes={minutes} close={close} />;
}
