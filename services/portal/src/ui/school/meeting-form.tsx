import { Button, Checkbox, Fieldset, SimpleGrid, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { MeetingKind } from '@katrol/proto/katrol/school_liaison/v1/codes';
import type { Meeting } from '@katrol/proto/katrol/school_liaison/v1/json';
import { SchoolLiaisonService } from '#api/names.ts';
import { useAllRows } from '#api/pages.ts';
import { useCodes } from '../codes.ts';
import { Field } from '../form/field.tsx';
import { FormFrame } from '../form/form-frame.tsx';
import { useKatrolForm } from '../form/use-form.ts';

const { keepMeeting, listSchools } = SchoolLiaisonService.method;

type Props = { branchCode: string; meeting?: Partial<Meeting>; close: () => void };
type MeetingForm = ReturnType<typeof useKatrolForm<typeof keepMeeting>>;

/** A meeting, what it is about and what came of it; about a child, with what the parents said. */
export function MeetingForm({ branchCode, meeting, close }: Props) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    rpc: keepMeeting,
    draft: `meeting:${meeting?.id ?? `new:${meeting?.familyId ?? ''}`}`,
    initial: { meeting: { kind: 'consultation', status: 'planned', ...meeting, branchCode } },
    tidy: ({ meeting: values }) => ({
      meeting: {
        ...values,
        answers: [],
        studentQuestions: [],
        decisions: values.decisions.filter((one) => one.text.trim() !== ''),
        newOffers: values.newOffers.filter((one) => one.name.trim() !== ''),
      },
    }),
    done: close,
  });
  const { kind, childId } = form.values.meeting;
  const about = childId !== '';
  const kinds = MeetingKind.filter((one) => (one === 'care' || one === 'parent_teacher') === about);
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="meeting-form">
      {meeting?.id ? null : (
        <Field of={form} at="meeting.kind" label={t('school.kind')} codes={kinds} />
      )}
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Field of={form} at="meeting.plannedFor" label={t('school.plannedFor')} />
        <Field of={form} at="meeting.place" label={t('school.place')} />
      </SimpleGrid>
      <Field of={form} at="meeting.online" label={t('school.online')} />
      <Schools form={form} branchCode={branchCode} />
      {about ? (
        <Field of={form} at="meeting.goesAlong" label={t('school.goesAlong')} />
      ) : kind === 'consultation' ? (
        <Field of={form} at="meeting.themes" label={t('school.themes')} />
      ) : null}
      <Field of={form} at="meeting.agenda" label={t('school.agenda')} minRows={3} />
      <ParentsSaid meeting={meeting} />
      {meeting?.id ? <WhatCameOfIt form={form} /> : null}
    </FormFrame>
  );
}

function Schools({ form, branchCode }: { form: MeetingForm; branchCode: string }) {
  const { t } = useTranslation();
  const all = useAllRows(listSchools, { branchCode });
  return (
    <Checkbox.Group
      label={t('school.title')}
      value={form.values.meeting.schoolIds}
      onChange={(ids) => form.set('meeting.schoolIds', ids)}
    >
      <Stack gap="xs" mt="xs">
        {(all.data ?? []).map((one) => (
          <Checkbox key={one.id} value={one.id} label={one.name} />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}

function ParentsSaid({ meeting }: Pick<Props, 'meeting'>) {
  const { t } = useTranslation();
  const code = useCodes();
  const said = meeting?.answers ?? [];
  const asked = meeting?.studentQuestions ?? [];
  return (
    <>
      {said.map((one) => (
        <Text key={one.personId}>
          {t('school.parentsSaid')}: {code('ApprovalAnswer', one.answer)} {one.points}{' '}
          {one.brings ? `(${one.brings})` : ''}
        </Text>
      ))}
      {asked.length ? <Text fw={600}>{t('school.studentQuestions')}</Text> : null}
      {asked.map((one) => (
        <Text key={one}>{one}</Text>
      ))}
    </>
  );
}

function WhatCameOfIt({ form }: { form: MeetingForm }) {
  const { t } = useTranslation();
  const { kind, decisions, newOffers } = form.values.meeting;
  const decision = { text: '', who: '', byDay: '', done: false };
  return (
    <>
      <Field of={form} at="meeting.status" label={t('school.status')} chips />
      <Field of={form} at="meeting.outcome" label={t('school.outcome')} minRows={3} />
      <Fieldset legend={t('school.decisions')}>
        {decisions.map((_, index) => (
          <SimpleGrid key={index} cols={{ base: 1, sm: 3 }}>
            <Field of={form} at={`meeting.decisions.${index}.text`} label={t('school.decision')} />
            <Field
              of={form}
              at={`meeting.decisions.${index}.who`}
              label={t('school.decisionWho')}
            />
            <Field
              of={form}
              at={`meeting.decisions.${index}.byDay`}
              label={t('school.decisionBy')}
            />
          </SimpleGrid>
        ))}
        <Button
          variant="subtle"
          size="sm"
          onClick={() => form.set('meeting.decisions', [...decisions, decision])}
        >
          {t('school.addDecision')}
        </Button>
      </Fieldset>
      {kind === 'consultation' ? (
        <Fieldset legend={t('school.newOffers')}>
          {newOffers.map((_, index) => (
            <SimpleGrid key={index} cols={{ base: 1, sm: 2 }}>
              <Field
                of={form}
                at={`meeting.newOffers.${index}.name`}
                label={t('school.newOffer')}
              />
              <Field
                of={form}
                at={`meeting.newOffers.${index}.became`}
                label={t('school.became')}
              />
            </SimpleGrid>
          ))}
          <Button
            variant="subtle"
            size="sm"
            onClick={() => form.set('meeting.newOffers', [...newOffers, { name: '', became: '' }])}
          >
            {t('school.addOffer')}
          </Button>
        </Fieldset>
      ) : null}
    </>
  );
}
