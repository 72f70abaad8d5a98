import { Button, NativeSelect, SimpleGrid, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MatchStatus, type Match } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { useFamilyLabels, useTutorLabels } from '#api/labels.ts';
import { allRows } from '#api/pages.ts';
import { matching } from '#api/transport.ts';
import { useChoices, useCodes } from '#ui/codes.ts';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { AppLink } from '#ui/link.tsx';
import { Section } from '#ui/page.tsx';
import { isoDay, When } from '#ui/when.tsx';

/** Matches that are not real yet: a first joint visit, and two times yes awaited. */
export function MatchesWaiting({ branchCode }: { branchCode: string }) {
  const { t } = useTranslation();
  const all = useQuery({
    queryKey: ['open-matches', branchCode],
    enabled: Boolean(branchCode),
    queryFn: () =>
      allRows((page) =>
        matching.listMatches({ branchCode, options: { ...page, sort: 'first_visit_on' } }),
      ),
  });
  const open = (all.data ?? []).filter((match) => match.status === MatchStatus.OPEN);
  const families = useFamilyLabels(open.map((match) => match.familyId));
  const tutors = useTutorLabels(open.map((match) => match.tutorId));
  return (
    <Section title={t('matching.waiting', { count: open.length })} id="wacht-op-ja">
      {open.length ? null : <Text className="quiet">{t('matching.noneWaiting')}</Text>}
      <ul className="plain" data-testid="matches">
        {open.map((match) => (
          <li key={match.id}>
            <MatchLine
              match={match}
              family={families.get(match.familyId)?.familyName ?? ''}
              tutor={tutors.get(match.tutorId)?.name ?? ''}
            />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function MatchLine({ match, family, tutor }: { match: Match; family: string; tutor: string }) {
  const { t } = useTranslation();
  const code = useCodes();
  const [open, setOpen] = useState(false);
  return (
    <>
      <div className="line">
        <div>
          <Text>
            <AppLink to={`/gezinnen/${match.familyId}`}>{family || t('ui.family')}</AppLink>{' '}
            {t('matching.and')}{' '}
            <AppLink to={`/begeleiders/${match.tutorId}`}>{tutor || t('ui.tutor')}</AppLink>
          </Text>
          <Text className="quiet">
            {t('matching.firstVisit')}: <When at={match.firstVisitOn} /> · {t('ui.family')}:{' '}
            {code('yesNo', match.familyAnswer || 'awaited')} · {t('ui.tutor')}:{' '}
            {code('yesNo', match.tutorAnswer || 'awaited')}
          </Text>
        </div>
        <Button
          size="sm"
          variant="light"
          onClick={() => setOpen(!open)}
          aria-label={open ? undefined : t('matching.answerFor', { family })}
        >
          {open ? t('ui.close') : t('matching.answer')}
        </Button>
      </div>
      {open ? <AnswerForm match={match} close={() => setOpen(false)} /> : null}
    </>
  );
}

function AnswerForm({ match, close }: { match: Match; close: () => void }) {
  const { t } = useTranslation();
  const choices = useChoices();
  const visit = match.firstVisitOn.slice(0, 10);
  const form = useKatrolForm({
    draft: `answer:${match.id}`,
    initial: {
      visitedOn: match.visitedOn || (visit && visit < isoDay() ? visit : isoDay()),
      familyAnswer: match.familyAnswer,
      tutorAnswer: match.tutorAnswer,
      note: '',
    },
    call: (values, options) =>
      matching.answerMatch({ matchId: match.id, revision: match.revision, ...values }, options),
    done: close,
  });
  const data = [{ value: '', label: t('matching.notSaidYet') }, ...choices('yesNo', ['yes', 'no'])];
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="answer-form">
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <TextInput type="date" label={t('matching.visitedOn')} {...form.field('visitedOn')} />
        <NativeSelect
          label={t('matching.familyAnswer')}
          data={data}
          {...form.field('familyAnswer')}
        />
        <NativeSelect
          label={t('matching.tutorAnswer')}
          data={data}
          {...form.field('tutorAnswer')}
        />
      </SimpleGrid>
      <TextInput label={t('matching.note')} {...form.field('note')} />
    </FormFrame>
  );
}
