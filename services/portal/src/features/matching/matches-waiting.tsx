import { Button, SimpleGrid, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Match } from '@katrol/proto/katrol/matching/v1/json';
import { useFamilyLabels, useTutorLabels } from '#api/labels.ts';
import { MatchingService } from '#api/names.ts';
import { useAllRows } from '#api/pages.ts';
import { useCodes } from '#ui/codes.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { AppLink } from '#ui/link.tsx';
import { Section } from '#ui/page.tsx';
import { isoDay, When } from '#ui/when.tsx';

/** Matches that are not real yet: a first joint visit, and two times yes awaited. */
export function MatchesWaiting({ branchCode, asked }: { branchCode: string; asked: string }) {
  const { t } = useTranslation();
  const all = useAllRows(
    MatchingService.method.listMatches,
    { branchCode },
    { sort: 'first_visit_on', enabled: Boolean(branchCode) },
  );
  const open = (all.data ?? []).filter((match) => match.status === 'open');
  const families = useFamilyLabels(open.map((match) => match.familyId));
  const tutors = useTutorLabels(open.map((match) => match.tutorId));
  return (
    <Section title={t('matching.waiting', { count: open.length })} id="wacht-op-ja">
      {open.length ? null : <Text className="quiet">{t('matching.noneWaiting')}</Text>}
      <ul className="plain" data-testid="matches">
        {open.map((match) => (
          <li key={`${match.id}${match.id === asked}`} id={`koppeling-${match.id}`} tabIndex={-1}>
            <MatchLine
              match={match}
              asked={match.id === asked}
              family={families.get(match.familyId)?.familyName ?? ''}
              tutor={tutors.get(match.tutorId)?.name ?? ''}
            />
          </li>
        ))}
      </ul>
    </Section>
  );
}

type LineProps = { match: Match; family: string; tutor: string; asked: boolean };

function MatchLine({ match, family, tutor, asked }: LineProps) {
  const { t } = useTranslation();
  const code = useCodes();
  const [open, setOpen] = useState(asked);
  return (
    <>
      <div className="line">
        <div>
          <Text>
            <AppLink to="/gezinnen/$id" params={{ id: match.familyId }}>
              {family || t('ui.family')}
            </AppLink>{' '}
            {t('matching.and')}{' '}
            <AppLink to="/begeleiders/$id" params={{ id: match.tutorId }}>
              {tutor || t('ui.tutor')}
            </AppLink>
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
  const { id: matchId, revision, familyAnswer, tutorAnswer } = match;
  const visit = match.firstVisitOn.slice(0, 10);
  const visitedOn = match.visitedOn || (visit && visit < isoDay() ? visit : isoDay());
  const form = useKatrolForm({
    rpc: MatchingService.method.answerMatch,
    draft: `answer:${matchId}`,
    initial: { matchId, revision, visitedOn, familyAnswer, tutorAnswer },
    done: close,
  });
  const empty = t('matching.notSaidYet');
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="answer-form">
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <Field of={form} at="visitedOn" label={t('matching.visitedOn')} />
        <Field of={form} at="familyAnswer" label={t('matching.familyAnswer')} empty={empty} />
        <Field of={form} at="tutorAnswer" label={t('matching.tutorAnswer')} empty={empty} />
      </SimpleGrid>
      <Field of={form} at="note" label={t('matching.note')} />
    </FormFrame>
  );
}
