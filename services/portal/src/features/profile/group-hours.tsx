import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SupportRules } from '@katrol/proto/katrol/intake/v1/json';
import type { FormPart } from '#ui/form/form-part.ts';
import { Slots } from '#ui/form/slots.tsx';
import { Facts } from '#ui/page.tsx';
import { useSaySlot } from '#ui/week.tsx';

/** The fixed hours on which groups come together, asked only where families come together. */
export function GroupHoursFields({ of }: { of: FormPart<SupportRules> }) {
  const { t } = useTranslation();
  if (of.values.form === 'one_child') return null;
  return (
    <>
      <Slots
        label={t('profile.fixedHours')}
        value={of.values.fixedHours}
        onChange={(hours) => of.set('fixedHours', hours)}
        field={of.path('fixedHours')}
      />
      <Text className="quiet">{t('profile.fixedHoursText')}</Text>
    </>
  );
}

export function GroupHoursView({ of }: { of: SupportRules }) {
  const { t } = useTranslation();
  const saySlot = useSaySlot();
  if (!of.fixedHours.length) return null;
  return <Facts facts={[[t('profile.fixedHours'), of.fixedHours.map(saySlot).join(', ')]]} />;
}
