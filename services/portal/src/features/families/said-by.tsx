import { NativeSelect, type NativeSelectProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Family } from '@katrol/proto/katrol/intake/v1/json';
import { ApprovalAnswer, ApprovalMeans } from '@katrol/proto/katrol/school_liaison/v1/codes';
import { usePersonName } from './person.ts';

/** What may be noted for somebody: by the own link only the person answers. */
export const NOTED = ApprovalMeans.filter((one) => one !== 'link');

/** Where nothing can be changed there is a yes and a no. */
export const YES_OR_NO = ApprovalAnswer.filter((one) => one !== 'change');

type Props = NativeSelectProps & { family: Family; people: string[] };

/** Who of the family said it. */
export function SaidBy({ family, people, ...select }: Props) {
  const { t } = useTranslation();
  const name = usePersonName(family);
  return (
    <NativeSelect
      label={t('school.answerOf')}
      data={people.map((id) => ({ value: id, label: name(id) }))}
      {...select}
    />
  );
}
