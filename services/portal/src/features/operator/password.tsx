import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** What somebody needs to sign in for the first time; shown once. */
export function Password({ username, password }: { username: string; password: string }) {
  const { t } = useTranslation();
  return (
    <div className="card" data-testid="one-time-password">
      <p className="tight">
        {t('accounts.username')}: <code>{username}</code>
      </p>
      <p className="tight">
        {t('accounts.oneTimePassword')}: <code>{password}</code>
      </p>
      <Text className="quiet">{t('accounts.shownOnce')}</Text>
    </div>
  );
}
