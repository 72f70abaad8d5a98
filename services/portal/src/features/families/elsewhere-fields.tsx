import { Fieldset, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { allRows } from '#api/pages.ts';
import { intake } from '#api/transport.ts';
import type { KatrolForm } from '#ui/form/use-form.ts';
import { AppLink } from '#ui/link.tsx';
import type { DecisionValues } from './decision-values.ts';

/** A warm referral: a named place, how it is handed over, a day to ask whether they arrived. */
export function ElsewhereFields({
  of,
  branchCode,
}: {
  of: KatrolForm<DecisionValues>;
  branchCode: string;
}) {
  const { t } = useTranslation();
  const places = useQuery({
    queryKey: ['social-map-all', branchCode],
    queryFn: () =>
      allRows((page) => intake.listSocialMap({ branchCode, options: { ...page, sort: 'name' } })),
  });
  return (
    <Fieldset legend={t('families.elsewhere')}>
      <Stack>
        <NativeSelect
          label={t('families.place')}
          data={[
            { value: '', label: t('ui.choose') },
            ...(places.data ?? []).map((place) => ({ value: place.id, label: place.name })),
          ]}
          {...of.field('warmReferral.placeId')}
        />
        <AppLink to="/sociale-kaart" search={{ open: 'new' }}>
          {t('families.newPlace')}
        </AppLink>
        <Textarea
          label={t('families.handOver')}
          description={t('families.handOverHelp')}
          {...of.field('warmReferral.handOver')}
        />
        <TextInput
          type="date"
          label={t('families.askAgainOn')}
          maw={220}
          {...of.field('warmReferral.checkOn')}
        />
      </Stack>
    </Fieldset>
  );
}
