import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SupportRules } from '@katrol/proto/katrol/intake/v1/json';
import type { FormPart } from '#ui/form/form-part.ts';
import { Periods } from '#ui/form/periods.tsx';
import { When } from '#ui/when.tsx';

/** When the branch is closed, beside the holidays of its region. */
export function ClosedFields({ of }: { of: FormPart<SupportRules> }) {
  const { t } = useTranslation();
  return (
    <>
      <Periods
        label={t('profile.closed')}
        add={t('profile.addClosed')}
        field={of.path('closed')}
        value={of.values.closed}
        onChange={(closed) => of.set('closed', closed)}
        make={(days) => ({ ...days, label: '' })}
        why={t('profile.closedLabel')}
      />
      <Text className="quiet">{t('profile.closedText')}</Text>
    </>
  );
}

/** The same, to read. */
export function Closed({ of }: { of: SupportRules }) {
  const { t } = useTranslation();
  if (!of.closed.length) return null;
  return (
    <>
      <Text fw={600} mt="sm">
        {t('profile.closed')}
      </Text>
      <ul className="plain" data-testid="closed-periods">
        {of.closed.map(({ from, until, label }) => (
          <li key={`${from} ${until}`}>
            <When at={from} /> – <When at={until} /> {label}
          </li>
        ))}
      </ul>
    </>
  );
}
