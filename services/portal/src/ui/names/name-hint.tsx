import { Alert } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Written } from './own-names.ts';
import { knownNames, seemsNames } from './seems-names.ts';

/** Says under a form that a name seems to stand in one of its free texts. Saving stays possible. */
export function NameHint({ of, own }: { of: Written; own: readonly string[] }) {
  const { t } = useTranslation();
  const names = [...new Set(foundIn(of, own, of.values, ''))];
  return (
    <div role="status">
      {names.length ? (
        <Alert
          variant="outline"
          title={t('ui.names.seems', { names: names.join(', ') })}
          data-testid="name-warning"
        >
          {t('ui.names.text')}
        </Alert>
      ) : null}
    </div>
  );
}

/** Goes through all that a form holds, and looks at what somebody wrote freely. */
function foundIn(of: Written, own: readonly string[], value: unknown, path: string): string[] {
  if (typeof value === 'string') return value === '' ? [] : judge(of, own, value, path);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    foundIn(of, own, inner, path === '' ? key : `${path}.${key}`),
  );
}

function judge(of: Written, own: readonly string[], text: string, path: string): string[] {
  const field = of.declared(path as never);
  if (!field || field.kind !== 'text' || field.form || field.list) return [];
  // what a service is called has capitals of its own
  return /service/i.test(path) ? knownNames(text, own) : seemsNames(text, own);
}
