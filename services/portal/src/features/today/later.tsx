import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TodayKind } from '@katrol/proto/katrol/common/v1/codes';
import type { TodayLine } from '@katrol/proto/katrol/common/v1/json';
import type { PutOff } from '@katrol/proto/katrol/intake/v1/json';
import { IntakeService } from '#api/names.ts';
import { useQuery } from '#api/query.ts';
import { useCommand } from '#ui/form/use-command.ts';
import { Section } from '#ui/page.tsx';
import { isoDay, When } from '#ui/when.tsx';

const { listPutOff, putOff } = IntakeService.method;
// tomorrow, after some days, next week
const DAYS = [1, 3, 7] as const;
const isSame = (line: TodayLine, one: PutOff): boolean =>
  one.kind === line.kind && one.subjectId === line.subjectId && one.since === line.since;

/** What asks now, and what somebody looks at later; while that is not known, all of it asks now. */
export function useLater(
  branchCode: string,
  lines: TodayLine[],
): { now: TodayLine[]; later: { line: TodayLine; until: string; putBy: string }[] } {
  const put = useQuery(listPutOff, { branchCode }, { enabled: Boolean(branchCode) });
  const rows = put.data?.lines ?? [];
  const later = lines.flatMap((line) => {
    const one = rows.find((row) => isSame(line, row));
    return one ? [{ line, until: one.until, putBy: one.putBy }] : [];
  });
  const waits = new Set(later.map(({ line }) => line));
  return { now: lines.filter((line) => !waits.has(line)), later };
}

type LaterProps = { branchCode: string; kind: TodayKind; line: TodayLine; who: string };

/** A coordinator is alone: what can wait is looked at on another day, and stands here again then. */
export function Later({ branchCode, kind, line, who }: LaterProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const put = useCommand(putOff);
  const { subjectId, since, due } = line;
  const known = useQuery(listPutOff, { branchCode }, { enabled: Boolean(branchCode) });
  const waits = known.data && !known.data.cannotWait.includes(kind);
  if (!waits || subjectId === '' || since === '') return null;
  // not past the day by which it is due
  const offered = DAYS.filter((days) => due === '' || isoDay(days) <= due.slice(0, 10));
  if (offered.length === 0) return null;
  if (!open)
    return (
      <Button
        size="sm"
        variant="subtle"
        aria-label={who ? t('today.laterOf', { who }) : undefined}
        onClick={() => setOpen(true)}
      >
        {t('today.later')}
      </Button>
    );
  return (
    <Group gap="xs" data-testid="later-days">
      {offered.map((days) => (
        <Button
          key={days}
          size="sm"
          variant="light"
          loading={put.saving}
          onClick={() =>
            void put.run({ branchCode, line: { kind, subjectId, since, until: isoDay(days) } })
          }
        >
          {t(`today.laterIn.${days}`)}
        </Button>
      ))}
    </Group>
  );
}

type ListProps = {
  branchCode: string;
  later: ReturnType<typeof useLater>['later'];
  whoOf: (line: TodayLine) => string;
};

/** What is looked at later, until when and by whom it was put off. */
export function LaterList({ branchCode, later, whoOf }: ListProps) {
  const { t } = useTranslation();
  const put = useCommand(putOff);
  if (later.length === 0) return null;
  return (
    <Section title={t('today.laterTitle', { count: later.length })} id="today-later">
      <ul className="plain" data-testid="today-later">
        {later.map(({ line, until, putBy }) => (
          <li key={`${line.kind}${line.subjectId}`} className="line">
            <Text>
              {t(`today.kind.${line.kind as TodayKind}`, { count: 1 })}
              {whoOf(line) ? `: ${whoOf(line)}` : ''}
              {' · '}
              <When at={until} /> · {putBy}
            </Text>
            <Button
              size="sm"
              variant="subtle"
              loading={put.saving}
              aria-label={t('today.nowOf', { who: whoOf(line) })}
              onClick={() =>
                void put.run({
                  branchCode,
                  line: { kind: line.kind, subjectId: line.subjectId, until: '' },
                })
              }
            >
              {t('today.nowAgain')}
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
