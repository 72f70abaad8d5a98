import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useCodes } from '#ui/codes.ts';
import { AppLink } from '#ui/link.tsx';
import { Tag } from '#ui/page.tsx';
import { useSaySlot } from '#ui/week.tsx';
import type { Board } from './use-matching.ts';

/** Who stays without a tutor, and what is missing: it feeds recruitment. */
export function UnmetList({ board }: { board: Board }) {
  const { t } = useTranslation();
  const code = useCodes();
  const saySlot = useSaySlot();
  return (
    <ul className="plain" data-testid="unmet">
      {(board.run?.unmet ?? []).map((one) => (
        <li key={one.supportRequestId}>
          <Text fw={600}>
            <AppLink to="/gezinnen/$id" params={{ id: one.familyId }}>
              {board.families.get(one.familyId)?.familyName || t('ui.family')}
            </AppLink>
          </Text>
          <Text>
            {t('matching.isMissing')}{' '}
            {one.missing.map((missing) => (
              <span key={missing}>
                <Tag tone="attention">{code('Missing', missing)}</Tag>{' '}
              </span>
            ))}
          </Text>
          <Text className="quiet">
            {[
              ...one.stages.map((stage) => code('Stage', stage)),
              ...one.subjects.map((subject) => code('Subject', subject)),
              ...one.slots.map(saySlot),
            ].join(', ')}
          </Text>
        </li>
      ))}
    </ul>
  );
}
