import { Button, Text } from '@mantine/core';
import { useQuery } from '#api/query.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TodayKind } from '@katrol/proto/katrol/common/v1/codes';
import type { TodayLine } from '@katrol/proto/katrol/common/v1/json';
import {
  IntakeService,
  LinkService,
  MatchingService,
  SchoolLiaisonService,
  VolunteerTrainingService,
} from '#api/names.ts';
import { useBranch } from '#app/session.tsx';
import { AppLink } from '#ui/link.tsx';
import { Empty, Page, Section, Waiting } from '#ui/page.tsx';
import { Trouble } from '#ui/refusal.tsx';
import { ORDER } from './actions.ts';
import { Emergencies, FailedAttempts } from './emergencies.tsx';
import { failedMail } from './failed-mail.ts';
import { usePeople, type People } from './people.ts';
import { LaterList, useLater } from './later.tsx';
import { Line } from './today-line.tsx';

const EVERY = 60_000;
const STEP = 6;

/**
 * What asks for the coordinator today, from all services, each line with the one action that moves
 * it.
 */
export function TodayPage() {
  const { t } = useTranslation();
  const { code: branchCode, name } = useBranch();
  const options = { enabled: Boolean(branchCode), refetchInterval: EVERY };
  const parts = [
    useQuery(IntakeService.method.getToday, { branchCode }, options),
    useQuery(MatchingService.method.getToday, { branchCode }, options),
    useQuery(VolunteerTrainingService.method.getToday, { branchCode }, options),
    useQuery(SchoolLiaisonService.method.getToday, { branchCode }, options),
  ] as const;
  const emergencies = parts[0].data?.emergencies ?? [];
  const attempts = parts[0].data?.attempts ?? [];
  const asks = emergencies.length + attempts.length > 0;
  const mail = useQuery(LinkService.method.listOutgoing, { branchCode }, options);
  const all = [
    ...parts.flatMap((part) => part.data?.lines ?? []),
    ...failedMail(mail.data?.rows ?? [], mail.dataUpdatedAt),
  ];
  const { now: lines, later } = useLater(branchCode, all);
  const people = usePeople(all);
  const kinds = ORDER.filter((kind) => lines.some((line) => line.kind === kind));
  const pending = parts.some((part) => part.isLoading);
  return (
    <Page title={t('today.title')} lead={t('today.lead', { branch: name })}>
      <AnchoredBy branchCode={branchCode} />
      {parts.map((part, index) =>
        part.isError ? (
          <Trouble key={index} error={part.error} retry={() => void part.refetch()} />
        ) : null,
      )}
      {emergencies.length ? <Emergencies of={emergencies} /> : null}
      {attempts.length ? <FailedAttempts of={attempts} /> : null}
      {kinds.map((kind) => (
        <Kind
          key={kind}
          kind={kind}
          lines={lines.filter((line) => line.kind === kind)}
          people={people}
        />
      ))}
      <LaterList branchCode={branchCode} later={later} whoOf={people.who} />
      {pending ? <Waiting /> : null}
      {!pending && !lines.length && !asks && parts.every((part) => part.isSuccess) ? (
        <Empty title={t('today.nothing')}>
          <Text>{t('today.nothingText')}</Text>
          <AppLink to="/trajecten">{t('today.look')}</AppLink>
        </Empty>
      ) : null}
    </Page>
  );
}

/** Where somebody else than the coordinator carries the support, the day begins with them. */
function AnchoredBy({ branchCode }: { branchCode: string }) {
  const { t } = useTranslation();
  const { getProfile } = IntakeService.method;
  const options = { enabled: Boolean(branchCode), staleTime: 300_000, retry: false };
  const { data } = useQuery(getProfile, { branchCode }, options);
  const anchor = data?.document.support.anchor ?? '';
  if (anchor === '' || anchor === 'coordinator') return null;
  return (
    <Text className="quiet" data-testid="anchored-by">
      {t(`today.anchored.${anchor}`)}
    </Text>
  );
}

type KindProps = { kind: TodayKind; lines: TodayLine[]; people: People };

function Kind({ kind, lines, people }: KindProps) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(STEP);
  return (
    <Section title={t(`today.kind.${kind}`, { count: lines.length })} id={`today-${kind}`}>
      <ul className="plain" data-testid={`today-${kind}`}>
        {lines.slice(0, shown).map((line, index) => (
          <Line key={`${line.subjectId}${index}`} kind={kind} line={line} people={people} />
        ))}
      </ul>
      {lines.length > shown ? (
        <Button variant="subtle" onClick={() => setShown(lines.length)}>
          {t('today.more', { count: lines.length - shown })}
        </Button>
      ) : null}
    </Section>
  );
}
