import { Button, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '@katrol/proto/katrol/matching/v1/json';
import { useCodes } from '../codes.ts';
import { Tag } from '../page.tsx';
import { useSayDate, When } from '../when.tsx';

const STEP = 8;

/** The sessions, newest first: what was done, or what made it hard. */
export function Sessions({
  of,
  names,
  action,
}: {
  of: Session[];
  names: Map<string, string>;
  action?: (session: Session) => ReactNode;
}) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(STEP);
  const day = (session: Session) => session.occurredOn || session.plannedFor;
  const sorted = [...of].sort((a, b) => day(b).localeCompare(day(a)));
  if (!sorted.length) return <Text className="quiet">{t('trajectory.noSessions')}</Text>;
  return (
    <>
      <ul className="plain">
        {sorted.slice(0, shown).map((session) => (
          <SessionLine key={session.id} of={session} names={names} action={action?.(session)} />
        ))}
      </ul>
      {sorted.length > shown ? (
        <Button variant="subtle" onClick={() => setShown(sorted.length)}>
          {t('trajectory.allSessions', { count: sorted.length })}
        </Button>
      ) : null}
    </>
  );
}

function SessionLine({
  of,
  names,
  action,
}: {
  of: Session;
  names: Map<string, string>;
  action?: ReactNode;
}) {
  const { t } = useTranslation();
  const code = useCodes();
  const children = of.children
    .map((id) => names.get(id) ?? '')
    .filter(Boolean)
    .join(', ');
  const done = of.done.map((one) => code('Done', one)).join(', ');
  const status = code('SessionStatus', of.status);
  return (
    <li>
      <Text>
        <When at={of.occurredOn || of.plannedFor} /> <Tag>{status}</Tag>{' '}
        {of.minutes ? t('trajectory.minutes', { count: of.minutes }) : ''}
      </Text>
      {children || done ? (
        <Text className="quiet">{[children, done].filter(Boolean).join(' · ')}</Text>
      ) : null}
      {of.note ? <Text>{of.note}</Text> : null}
      <Report of={of} />
      {of.whatMadeItHard ? (
        <Text>
          {t('trajectory.hard')} {of.whatMadeItHard}
        </Text>
      ) : null}
      {of.whatIsNeeded ? (
        <Text>
          {t('trajectory.needed')} {of.whatIsNeeded}
        </Text>
      ) : null}
      {of.answeredOn ? <Answered of={of} /> : null}
      {of.corrections.length ? <Corrections of={of} names={names} /> : null}
      {action}
    </li>
  );
}

/** What became of the lines as a report for the school: never what the school said of it. */
function Report({ of }: { of: Session }) {
  const { t } = useTranslation();
  const code = useCodes();
  if (!of.report || of.status !== 'held') return null;
  const why = of.reportSkipped ? ` · ${code('SkipReason', of.reportSkipped)}` : '';
  return (
    <Text className="quiet" data-testid="report-state">
      {t('trajectory.report', { state: code('ReportState', of.report) })}
      {why}
    </Text>
  );
}

/** What was answered to what is needed. */
function Answered({ of }: { of: Session }) {
  const { t } = useTranslation();
  const answer = of.anotherMoment ? t('trajectory.anotherMoment') : of.answer;
  if (!answer) return null;
  return (
    <blockquote className="quote">
      {answer} <When at={of.answeredOn} />
      {of.answeredBy ? ` · ${t('trajectory.answeredBy', { name: of.answeredBy })}` : ''}
    </blockquote>
  );
}

/** What it was before each time that it was put right, with who and when. */
function Corrections({ of, names }: { of: Session; names: Map<string, string> }) {
  const { t } = useTranslation();
  const code = useCodes();
  const sayDate = useSayDate();
  return of.corrections.map((was, place) => (
    <Text className="quiet" key={place} data-testid="correction">
      {t('trajectory.wasBefore')}{' '}
      {[
        sayDate(was.occurredOn),
        code('SessionStatus', was.status),
        was.minutes ? t('trajectory.minutes', { count: was.minutes }) : '',
        was.children.map((id) => names.get(id) ?? '').join(', '),
        was.done.map((one) => code('Done', one)).join(', '),
        was.note,
        was.whatMadeItHard,
        was.whatIsNeeded,
      ]
        .filter(Boolean)
        .join(' · ')}
      {' · '}
      <When at={was.on} />
      {was.by ? ` · ${t('trajectory.correctedBy', { name: was.by })}` : ''}
    </Text>
  ));
}
