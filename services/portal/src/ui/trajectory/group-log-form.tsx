import { Checkbox, Fieldset, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FamilyLabel } from '@katrol/proto/katrol/intake/v1/json';
import type { Done } from '@katrol/proto/katrol/matching/v1/codes';
import type {
  GroupAttendance,
  GroupMember,
  GroupSession,
  SupportGroup,
} from '@katrol/proto/katrol/matching/v1/json';
import { MatchingService } from '#api/names.ts';
import { Field } from '../form/field.tsx';
import { FormFrame } from '../form/form-frame.tsx';
import { partOf, type FormPart } from '../form/form-part.ts';
import { useKatrolForm } from '../form/use-form.ts';
import { isoDay } from '../when.tsx';

type Group = Pick<SupportGroup, 'id' | 'hours' | 'nextOn'> & { members: GroupMember[] };
type Props = {
  of: Group;
  families: Map<string, FamilyLabel>;
  minutes: number;
  /** what was logged and is put right; without it a new one */
  session?: GroupSession;
  close: () => void;
};

const OFFERED = [
  'homework',
  'homework_planning',
  'reading',
  'mathematics',
  'dutch',
  'french',
  'play',
  'talking',
  'study_choice',
] as const satisfies readonly Done[];

const notAfterToday = (day: string) => (day && day <= isoDay() ? day : isoDay());
const minuteOf = (at: string) => Number(at.slice(11, 13)) * 60 + Number(at.slice(14, 16));

/** One log for all families of a group: the children who were there are ticked, family by family. */
export function GroupLogForm({ of, families, minutes, session, close }: Props) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    rpc: MatchingService.method.logGroupSession,
    draft: `group:${session?.id ?? of.id}`,
    initial: {
      groupId: of.id,
      groupSessionId: session?.id,
      revision: session?.revision,
      occurredOn: session?.occurredOn ?? notAfterToday(of.nextOn.slice(0, 10)),
      // the hour of a day that is put right stays with it
      fromMinute: session ? minuteOf(session.plannedFor) : 0,
      minutes: session?.minutes ?? minutes,
      done: session?.done,
      note: session?.note,
      attendance: of.members.map((member) => attendanceOf(member, session)),
    },
    later: 'logGroupSession',
    saved: t('group.logged'),
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('tutor.saveLog')} cancel={close} testId="group-log-form">
      {of.members.map((member, index) => (
        <OfFamily
          key={member.trajectoryId}
          of={partOf(form, `attendance.${index}`)}
          member={member}
          family={families.get(member.familyId)}
        />
      ))}
      <Field of={form} at="done" label={t('tutor.whatDone')} codes={OFFERED} />
      <TextInput label={t('tutor.on')} max={isoDay()} {...form.field('occurredOn')} />
      <Field of={form} at="minutes" label={t('tutor.minutes')} step={5} inputMode="numeric" />
      <Field of={form} at="note" label={t('group.note')} description={t('group.noteHelp')} />
    </FormFrame>
  );
}

/** Who was there: all children of a new one, and as it was of one that is put right. */
function attendanceOf(
  { trajectoryId, children }: GroupMember,
  session: GroupSession | undefined,
): Partial<GroupAttendance> {
  if (!session) return { trajectoryId, children: children.map(({ childId }) => childId) };
  return session.attendance.find((one) => one.trajectoryId === trajectoryId) ?? { trajectoryId };
}

type OfFamilyProps = {
  of: FormPart<GroupAttendance>;
  member: GroupMember;
  family: FamilyLabel | undefined;
};

function OfFamily({ of, member, family }: OfFamilyProps) {
  const { t } = useTranslation();
  const nameOf = (id: string) =>
    family?.children.find((child) => child.id === id)?.firstName ?? t('tutor.aChild');
  const { children, missed } = of.values;
  return (
    <Fieldset legend={t('tutor.family', { name: family?.familyName ?? '' })}>
      <Stack gap="md">
        <Checkbox.Group
          label={t('tutor.whoWasThere')}
          {...of.field('children')}
          data-field={of.path('children')}
        >
          {member.children.map(({ childId }) => (
            <Checkbox key={childId} value={childId} label={nameOf(childId)} />
          ))}
        </Checkbox.Group>
        {children.length ? null : <Field of={of} at="missed" label={t('group.missed')} />}
        {!children.length && missed ? (
          <Field of={of} at="whatIsNeeded" label={t('tutor.whatIsNeeded')} />
        ) : null}
      </Stack>
    </Fieldset>
  );
}
