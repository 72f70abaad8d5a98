import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PlanShift } from '@katrol/proto/katrol/matching/v1/json';
import { When } from '../when.tsx';

/** What it was before, who changed it and when. */
export function Shifts({ of }: { of: PlanShift[] }) {
  const { t } = useTranslation();
  return of.map((one, place) => (
    <Text className="quiet" key={place}>
      {t('trajectory.earlier')} {one.was}
      {one.on ? (
        <>
          {' · '}
          <When at={one.on} />
        </>
      ) : null}
      {one.by ? ` · ${t('trajectory.shiftedBy', { name: one.by })}` : null}
    </Text>
  ));
}

/** A part of the plan as a form sends it: what it was before is the service's to keep. */
export const partOnly = <P extends { earlier: PlanShift[] }>(part: P | undefined) =>
  part && { ...part, earlier: [] };
