import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Family } from '@katrol/proto/katrol/intake/v1/json';
import type { Trajectory } from '@katrol/proto/katrol/matching/v1/json';
import { MatchingService } from '#api/names.ts';
import { useCommand } from '#ui/form/use-command.ts';
import { useParentName } from './person.ts';

type Props = { of: Trajectory; family: Family };

/** Of parents who live apart: to whom the tutor comes for this trajectory. */
export function VisitsAt({ of, family }: Props) {
  const { t } = useTranslation();
  const name = useParentName();
  const keep = useCommand(MatchingService.method.keepVisitsAt);
  const { id: trajectoryId, revision, atPersonId } = of;
  const free = family.parents.filter((one) => !one.held || one.id === atPersonId);
  if (family.parents.length < 2) return null;
  return (
    <NativeSelect
      mt="sm"
      className="no-print"
      data-testid="visits-at"
      label={t('families.visitsAt')}
      description={t('families.visitsAtText')}
      value={atPersonId}
      disabled={keep.saving}
      data={[
        { value: '', label: t('families.visitsAtPage') },
        ...free.map((one) => ({ value: one.id, label: name(one) })),
      ]}
      onChange={(event) =>
        void keep.run({ trajectoryId, personId: event.currentTarget.value, revision })
      }
    />
  );
}
