import { Checkbox, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FamilyLabel } from '@katrol/proto/katrol/intake/v1/json';
import type { Done } from '@katrol/proto/katrol/matching/v1/codes';
import type { Session, Trajectory } from '@katrol/proto/katrol/matching/v1/json';
import { IntakeService, MatchingService } from '#api/names.ts';
import { useQuery } from '#api/query.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { BothHappened } from '#ui/trajectory/both-happened.tsx';
import { isoDay } from '#ui/when.tsx';

type Props = {
  of: Trajectory;
  session?: Session;
  family?: FamilyLabel;
  minutes: number;
  close: () => void;
};

// few enough to tap at once; the contract knows more
const OFFERED = [
  'reading',
  'mathematics',
  'dutch',
  'french',
  'homework_planning',
  'play',
  'talking',
  'papers',
  'study_choice',
  'going_along',
] as const satisfies readonly Done[];

const notAfterToday = (day: string) => (day && day <= isoDay() ? day : isoDay());

/**
 * A session logged in under a minute: who was there, what was done; a note only if one wants to.
 */
export function LogForm({ of, session, family, minutes, close }: Props) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    rpc: MatchingService.method.logSession,
    draft: `log:${session?.id ?? of.id}`,
    initial: {
      trajectoryId: of.id,
      sessionId: session?.id,
      revision: session?.revision,
      occurredOn: notAfterToday(session?.plannedFor.slice(0, 10) ?? ''),
      minutes,
      children: of.children.map((child) => child.childId),
    },
    later: 'logSession',
    saved: t('tutor.logged'),
    done: close,
  });
  const noteHelp = useNoteHelp(of);
  const nameOf = (id: string) =>
    family?.children.find((child) => child.id === id)?.firstName ?? t('tutor.aChild');
  return (
    <FormFrame of={form} submit={t('tutor.saveLog')} cancel={close} testId="log-form">
      <Checkbox.Group
        label={t('tutor.whoWasThere')}
        {...form.field('children')}
        data-field="children"
      >
        {of.children.map((child) => (
          <Checkbox key={child.childId} value={child.childId} label={nameOf(child.childId)} />
        ))}
      </Checkbox.Group>
      {of.parentPresent === 'separate' ? null : (
        <Field
          of={form}
          at="parentPresent"
          label={
            of.parentPresent === 'expected' ? t('tutor.parentWasThere') : t('tutor.parentThere')
          }
        />
      )}
      <Field of={form} at="done" label={t('tutor.whatDone')} codes={OFFERED} />
      <TextInput label={t('tutor.on')} max={isoDay()} {...form.field('occurredOn')} />
      <Field of={form} at="minutes" label={t('tutor.minutes')} step={5} inputMode="numeric" />
      <Field of={form} at="note" label={t('tutor.note')} description={noteHelp} />
      <BothHappened of={form} />
      <Field
        of={form}
        at="nextPlannedFor"
        label={t('tutor.nextWhen')}
        description={t('tutor.nextWhenHelp')}
      />
    </FormFrame>
  );
}

/** What becomes of the note: for the branch alone, or a report for the school once parents said yes. */
function useNoteHelp({ branchCode }: Pick<Trajectory, 'branchCode'>): string {
  const { t } = useTranslation();
  const kept = { staleTime: 300_000, retry: false };
  const profile = useQuery(IntakeService.method.getProfile, { branchCode }, kept);
  const reports = profile.data?.document?.school?.contactPolicy === 'report';
  return t(reports ? 'tutor.noteIsReport' : 'tutor.noteHelp');
}
