import { Group, List, Text } from '@mantine/core';
import { useQuery } from '#api/query.ts';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Tutor } from '@katrol/proto/katrol/volunteer_training/v1/json';
import { VolunteerTrainingService } from '#api/names.ts';
import { useBranch } from '#app/session.tsx';
import { useCodes } from '#ui/codes.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { AppLink } from '#ui/link.tsx';
import { Facts, Page, Section, Tag, Waiting } from '#ui/page.tsx';
import { Trouble } from '#ui/refusal.tsx';
import { useGo } from '#ui/url.ts';
import { isoDay, useSayNumber, When } from '#ui/when.tsx';
import { StopsPart } from './stops-part.tsx';
import { TutorForm } from './tutor-form.tsx';

/** A tutor that the branch did not know yet. */
export function NewTutorPage() {
  const { t } = useTranslation();
  const { code } = useBranch();
  const go = useGo();
  return (
    <Page title={t('people.newTitle')} lead={t('people.newLead')}>
      <TutorForm
        key={code}
        branchCode={code}
        done={({ id }) => go({ to: '/begeleiders/$id', params: { id } })}
      />
    </Page>
  );
}

/** One tutor: what still stands before a first visit, check, trainings, and the form. */
export function TutorPage() {
  const { id } = useParams({ from: '/begeleiders/$id' });
  const { t } = useTranslation();
  const answer = useQuery(VolunteerTrainingService.method.getTutor, { id });
  const tutor = answer.data;
  if (answer.isError)
    return (
      <Page title={t('ui.tutor')}>
        <Trouble error={answer.error} />
      </Page>
    );
  if (!tutor)
    return (
      <Page title={t('ui.tutor')}>
        <Waiting lines={6} />
      </Page>
    );
  return (
    <Page
      title={`${tutor.firstName} ${tutor.lastName}`}
      lead={
        !tutor.active ? (
          <Tag tone="attention">{t('people.stopped')}</Tag>
        ) : tutor.toDo.length ? (
          <ToDo of={tutor} />
        ) : (
          t('people.readyLong')
        )
      }
    >
      <div className="two">
        <CheckPart key={`check${tutor.revision}`} tutor={tutor} />
        <TrainingsPart tutor={tutor} />
        <StopsPart key={`stops${tutor.revision}`} tutor={tutor} />
      </div>
      {tutor.placement?.id ? <PlacementPart tutor={tutor} /> : null}
      <Section title={t('people.details')}>
        <TutorForm
          key={tutor.revision}
          branchCode={tutor.branchCode}
          tutor={tutor}
          done={() => undefined}
        />
      </Section>
    </Page>
  );
}

function ToDo({ of }: { of: Tutor }) {
  const { t } = useTranslation();
  const code = useCodes();
  return (
    <span>
      {t('people.beforeFirstVisit')}{' '}
      {of.toDo.map((one) => (
        <span key={one}>
          <Tag tone="attention">{code('ToDo', one)}</Tag>{' '}
        </span>
      ))}
    </span>
  );
}

function CheckPart({ tutor }: { tutor: Tutor }) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    rpc: VolunteerTrainingService.method.recordCheck,
    initial: { tutorId: tutor.id, revision: tutor.revision, seenOn: isoDay() },
    tidy: (values) => ({ ...values, seenOn: values.notApplicable ? '' : values.seenOn }),
  });
  const { check } = tutor;
  return (
    <Section title={t('people.check')} id="uittreksel">
      <Text className="quiet" mb="sm">
        {t('people.checkText')} {tutor.minor ? t('people.check18') : null}
      </Text>
      <Facts
        facts={[
          [t('people.seenOn'), check?.seenOn ? <When at={check.seenOn} /> : ''],
          [t('people.seenBy'), check?.seenBy],
          [t('people.validUntil'), check?.validUntil ? <When at={check.validUntil} /> : ''],
          [t('ui.status'), check?.notApplicable ? t('people.notApplicable') : ''],
        ]}
      />
      <FormFrame of={form} submit={t('people.recordCheck')} testId="check-form">
        {tutor.minor ? <Field of={form} at="notApplicable" label={t('people.under18')} /> : null}
        {form.values.notApplicable ? null : (
          <Field of={form} at="seenOn" label={t('people.seenOn')} />
        )}
        <Field
          of={form}
          at="validUntil"
          label={t('people.validUntil')}
          description={t('people.validUntilHelp')}
        />
      </FormFrame>
    </Section>
  );
}

function TrainingsPart({ tutor }: { tutor: Tutor }) {
  const { t } = useTranslation();
  const code = useCodes();
  return (
    <Section title={t('people.trainings')}>
      {tutor.trainings.length ? (
        <List>
          {tutor.trainings.map((one) => (
            <List.Item key={one.trainingId || one.code}>
              {code('TrainingTheme', one.code)} <When at={one.attendedOn} />
            </List.Item>
          ))}
        </List>
      ) : (
        <Text className="quiet">{t('people.noTrainings')}</Text>
      )}
      <Group mt="sm">
        <AppLink to="/vormingen">{t('people.toTrainings')}</AppLink>
      </Group>
    </Section>
  );
}

function PlacementPart({ tutor }: { tutor: Tutor }) {
  const { t } = useTranslation();
  const code = useCodes();
  const sayNumber = useSayNumber();
  const of = tutor.placement;
  if (!of) return null;
  return (
    <Section title={t('people.placement')}>
      <Facts
        facts={[
          [t('people.university'), of.universityCode],
          [t('people.programme'), of.programmeName],
          [t('ui.status'), code('PlacementStatus', of.status)],
          [
            t('people.period'),
            <>
              <When at={of.startsOn} /> – <When at={of.endsOn} />
            </>,
          ],
          [
            t('people.hours'),
            t('people.hoursOf', {
              held: sayNumber(tutor.minutesHeld / 60),
              agreed: of.agreedHours,
            }),
          ],
        ]}
      />
    </Section>
  );
}
