import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FamilyLabel } from '@katrol/proto/katrol/intake/v1/json';
import type { GroupSession, SupportGroup } from '@katrol/proto/katrol/matching/v1/json';
import { useFamilyLabels } from '#api/labels.ts';
import { MatchingService } from '#api/names.ts';
import { useQuery } from '#api/query.ts';
import { useSayDate, When } from '../when.tsx';
import { GroupLogForm } from './group-log-form.tsx';

const STEP = 4;

type Props = { id: string; minutes: number };

/** What a group did, newest first; one that was logged wrongly is put right for all at once. */
export function GroupSessions({ id, minutes }: Props) {
  const group = useQuery(MatchingService.method.getGroup, { groupId: id }, { retry: false });
  const members = group.data?.members ?? [];
  const families = useFamilyLabels(members.map((one) => one.familyId));
  const [shown, setShown] = useState(STEP);
  const { t } = useTranslation();
  if (!group.data?.sessions.length) return null;
  const { sessions } = group.data;
  return (
    <>
      <Text className="quiet" mt="sm">
        {t('group.before')}
      </Text>
      <ul className="plain" data-testid="group-sessions">
        {sessions.slice(0, shown).map((session) => (
          <Logged
            key={`${session.id} ${session.revision}`}
            of={session}
            group={group.data}
            families={families}
            minutes={minutes}
          />
        ))}
      </ul>
      {sessions.length > shown ? (
        <Button variant="subtle" onClick={() => setShown(sessions.length)}>
          {t('trajectory.allSessions', { count: sessions.length })}
        </Button>
      ) : null}
    </>
  );
}

type LoggedProps = {
  of: GroupSession;
  group: SupportGroup;
  families: Map<string, FamilyLabel>;
  minutes: number;
};

function Logged({ of, group, families, minutes }: LoggedProps) {
  const { t } = useTranslation();
  const sayDate = useSayDate();
  const [open, setOpen] = useState(false);
  const names = new Map(
    [...families.values()].flatMap(({ children }) =>
      children.map((child) => [child.id, child.firstName] as const),
    ),
  );
  const attendance = new Map(of.attendance.map((one) => [one.trajectoryId, one.children]));
  const there = group.members.flatMap((one) => attendance.get(one.trajectoryId) ?? []);
  const first = of.earlier.at(-1);
  return (
    <li>
      <Text>
        <When at={of.plannedFor} /> {t('trajectory.minutes', { count: of.minutes })}
      </Text>
      <Text className="quiet">
        {there.map((id) => names.get(id) ?? t('tutor.aChild')).join(', ')}
      </Text>
      {of.note ? <Text>{of.note}</Text> : null}
      {first ? (
        <Text className="quiet">
          {t('group.was', { when: sayDate(first.plannedFor), minutes: first.minutes })}{' '}
          {t('trajectory.shiftedBy', { name: first.by })}
        </Text>
      ) : null}
      {open ? (
        <GroupLogForm
          of={group}
          families={families}
          minutes={minutes}
          session={of}
          close={() => setOpen(false)}
        />
      ) : (
        <Button
          size="sm"
          variant="subtle"
          onClick={() => setOpen(true)}
          aria-label={t('group.putRightOf', { when: sayDate(of.plannedFor) })}
        >
          {t('group.putRight')}
        </Button>
      )}
    </li>
  );
}
