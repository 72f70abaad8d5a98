import { Fieldset, NativeSelect, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { WarmReferralPlan } from '@katrol/proto/katrol/intake/v1/json';
import { IntakeService } from '#api/names.ts';
import { useAllRows } from '#api/pages.ts';
import { Field } from '#ui/form/field.tsx';
import type { FormPart } from '#ui/form/form-part.ts';
import { AppLink } from '#ui/link.tsx';

type Props = { of: FormPart<WarmReferralPlan>; branchCode: string };

/** A warm referral: a named place, how it is handed over, a day to ask whether they arrived. */
export function ElsewhereFields({ of, branchCode }: Props) {
  const { t } = useTranslation();
  const places = useAllRows(IntakeService.method.listSocialMap, { branchCode }, { sort: 'name' });
  return (
    <Fieldset legend={t('families.elsewhere')}>
      <Stack>
        <NativeSelect
          label={t('families.place')}
          data={[
            { value: '', label: t('ui.choose') },
            ...(places.data ?? []).map((place) => ({ value: place.id, label: place.name })),
          ]}
          {...of.field('placeId')}
        />
        <Text className="quiet">{t('families.placeNeedsYes')}</Text>
        <AppLink to="/sociale-kaart" search={{ open: 'new' }}>
          {t('families.newPlace')}
        </AppLink>
        <Field
          of={of}
          at="handOver"
          label={t('families.handOver')}
          description={t('families.handOverHelp')}
        />
        <Field of={of} at="checkOn" label={t('families.askAgainOn')} maw={220} />
      </Stack>
    </Fieldset>
  );
}
