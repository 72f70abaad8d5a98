import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TimelineEntry } from '@katrol/proto/katrol/intake/v1/json';
import { useBranchName } from '#app/session.tsx';
import { useAnyCode, type AnyList } from '#ui/codes.ts';
import { useSayDate, When } from '#ui/when.tsx';

const LISTS: Record<string, AnyList> = {
  purpose: 'ConsentPurpose',
  means: 'ConsentMeans',
  language: 'Language',
  referrer_kind: 'ReferrerKind',
  wait_reason: 'WaitReason',
  outcome: 'Arrival',
  place: 'VisitPlace',
  reason: 'CloseReason',
  why: 'ReferralClosing',
  grade: 'Grade',
};

/** What happened, in plain words, newest first. */
export function Timeline({ entries }: { entries: TimelineEntry[] }) {
  const { t } = useTranslation();
  const sorted = [...entries].sort((a, b) => b.occurredOn.localeCompare(a.occurredOn));
  if (!sorted.length) return <Text className="quiet">{t('families.nothingYet')}</Text>;
  return (
    <ol className="timeline" data-testid="timeline">
      {sorted.map((entry, index) => (
        <Entry key={`${entry.occurredOn}${entry.kind}${index}`} of={entry} />
      ))}
    </ol>
  );
}

function Entry({ of }: { of: TimelineEntry }) {
  const { t } = useTranslation();
  const code = useAnyCode();
  const sayDate = useSayDate();
  const branchName = useBranchName();
  const said = Object.fromEntries(
    Object.entries(of.values).map(([key, value]) => {
      const list = LISTS[key];
      if (key === 'branch') return [key, branchName(value)];
      if (/^\d{4}-\d{2}-\d{2}/.test(value)) return [key, sayDate(value)];
      return [
        key,
        list && !(key === 'place' && of.kind.startsWith('DECIDED')) ? code(list, value) : value,
      ];
    }),
  );
  const details = Object.values(said).filter(Boolean).join(' · ');
  return (
    <li>
      <Text className="quiet">
        <When at={of.occurredOn} />
        {of.by ? ` · ${t('families.by', { name: of.by })}` : ''}
      </Text>
      <Text>{of.kind ? t(`families.timeline.${of.kind}`) : null}</Text>
      {details ? <Text className="quiet">{details}</Text> : null}
    </li>
  );
}
