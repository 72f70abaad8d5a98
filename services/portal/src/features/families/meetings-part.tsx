import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Family } from '@katrol/proto/katrol/intake/v1/json';
import type { Meeting, Thread } from '@katrol/proto/katrol/school_liaison/v1/json';
import { SchoolLiaisonService } from '#api/names.ts';
import { useCodes } from '#ui/codes.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { Tag } from '#ui/page.tsx';
import { MeetingForm } from '#ui/school/meeting-form.tsx';
import { atSchoolToday } from '#ui/school/today.ts';
import { useUrl } from '#ui/url.ts';
import { When } from '#ui/when.tsx';
import { childName, usePersonName } from './person.ts';
import { SaidBy, YES_OR_NO } from './said-by.tsx';

type Props = { family: Family; thread: Thread };

/** Talks with the school about each child: planned with its parents, and what came of it. */
export function MeetingsOf({ family, thread }: Props) {
  const { t } = useTranslation();
  const [search] = useUrl();
  const [open, setOpen] = useState(search.open ?? '');
  const close = () => setOpen('');
  const { id: familyId, branchCode } = family;
  return (
    <div>
      <Text fw={600} component="h3">
        {t('school.meetings')}
      </Text>
      <ul className="plain">
        {thread.meetings.map((meeting) => (
          <li key={meeting.id} id={`overleg-${meeting.id}`} tabIndex={-1} data-testid="meeting">
            {open === meeting.id ? (
              <MeetingForm branchCode={branchCode} meeting={meeting} close={close} />
            ) : (
              <OneMeeting family={family} meeting={meeting} edit={() => setOpen(meeting.id)} />
            )}
          </li>
        ))}
      </ul>
      {atSchoolToday(thread.pupils).map(({ childId, schoolId }) => {
        const child = childName(family, childId);
        const meeting = { familyId, childId, childName: child, schoolIds: [schoolId] };
        return open === childId ? (
          <MeetingForm
            key={childId}
            branchCode={branchCode}
            meeting={{ ...meeting, kind: 'parent_teacher' }}
            close={close}
          />
        ) : (
          <Button
            key={childId}
            size="sm"
            variant="light"
            className="no-print"
            onClick={() => setOpen(childId)}
          >
            {t('school.planMeeting', { child })}
          </Button>
        );
      })}
    </div>
  );
}

type OneProps = { family: Family; meeting: Meeting; edit: () => void };

function OneMeeting({ family, meeting, edit }: OneProps) {
  const { t } = useTranslation();
  const code = useCodes();
  const name = usePersonName(family);
  const [answering, setAnswering] = useState(false);
  const kind = code('MeetingKind', meeting.kind);
  const what = `${kind}, ${meeting.childName}`;
  return (
    <>
      <Text fw={600}>
        {kind} · {t('school.meetWithSchool', { child: meeting.childName })} ·{' '}
        <When at={meeting.plannedFor} /> <Tag>{code('MeetingStatus', meeting.status)}</Tag>
      </Text>
      {meeting.answers.map(({ personId, answer, points, brings }) => (
        <div key={personId}>
          <Text className="quiet">
            {t('school.saidTo', { name: name(personId), answer: code('ApprovalAnswer', answer) })}
            {brings ? ` · ${t('school.brings')}: ${brings}` : ''}
          </Text>
          {points ? (
            <Text className="quote" dir="auto">
              {points}
            </Text>
          ) : null}
        </div>
      ))}
      {meeting.outcome ? <Text>{meeting.outcome}</Text> : null}
      {answering ? (
        <MeetingAnswer family={family} meeting={meeting} close={() => setAnswering(false)} />
      ) : (
        <Group gap="xs" className="no-print">
          {meeting.status === 'planned' ? (
            <Button
              size="sm"
              variant="light"
              aria-label={`${t('school.meetingAsk')}: ${what}`}
              onClick={() => setAnswering(true)}
            >
              {t('school.meetingAsk')}
            </Button>
          ) : null}
          <Button
            size="sm"
            variant="subtle"
            aria-label={t('school.meetingOne', { kind: what })}
            onClick={edit}
          >
            {t('ui.edit')}
          </Button>
        </Group>
      )}
    </>
  );
}

/** What a parent said by phone or at the door: may it be, what they want to ask, whom they bring. */
function MeetingAnswer({ family, meeting, close }: Omit<OneProps, 'edit'> & { close: () => void }) {
  const { t } = useTranslation();
  const people = meeting.maySay;
  const saidBy = (personId: string) => {
    const nothing = { answer: 'yes' as const, points: '', brings: '' };
    const said = meeting.answers.find((one) => one.personId === personId) ?? nothing;
    return { answer: said.answer || nothing.answer, points: said.points, brings: said.brings };
  };
  const [first = ''] = people;
  const form = useKatrolForm({
    rpc: SchoolLiaisonService.method.answerMeeting,
    initial: { meetingId: meeting.id, personId: first, ...saidBy(first) },
    done: close,
  });
  // another parent's words are never the first one's
  const choose = (personId: string) => {
    const { answer, points, brings } = saidBy(personId);
    form.set('personId', personId);
    form.set('answer', answer);
    form.set('points', points);
    form.set('brings', brings);
  };
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="meeting-answer-form">
      <SaidBy
        family={family}
        people={people}
        value={form.values.personId}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      <Field of={form} at="answer" label={t('school.said')} codes={YES_OR_NO} chips />
      <Field of={form} at="points" label={t('school.points')} minRows={2} />
      <Field of={form} at="brings" label={t('school.brings')} />
    </FormFrame>
  );
}
