import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Referral } from '@katrol/proto/katrol/intake/v1/json';
import { When } from '#ui/when.tsx';

/** When what others said of the family goes, or that it went. */
export function Forgetting({ of }: { of: Referral }) {
  const { t } = useTranslation();
  const at = of.forgottenOn || of.forgetOn;
  if (!at) return null;
  return (
    <Text className="quiet" data-testid="forgetting">
      {t(of.forgottenOn ? 'families.forgotten' : 'families.willForget')} <When at={at} />
    </Text>
  );
}
