import { Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { KatrolForm } from '#ui/form/use-form.ts';
import type { ProfileValues } from './profile-values.ts';

/** Words of the branch in the language of the screen; other languages stay as they are. */
export function WordsField({
  of,
  path,
  label,
}: {
  of: KatrolForm<ProfileValues>;
  path: string;
  label: string;
}) {
  const { t, i18n } = useTranslation();
  return (
    <Textarea
      label={label}
      description={t('profile.inLanguage', { language: t(`app.languages.${i18n.language}`) })}
      {...of.field(`document.${path}.byLanguage.${i18n.language}`)}
      value={valueAt(of.form.values, `document.${path}.byLanguage.${i18n.language}`)}
    />
  );
}

function valueAt(values: unknown, path: string): string {
  let at: unknown = values;
  for (const part of path.split('.'))
    at = at && typeof at === 'object' ? (at as Record<string, unknown>)[part] : undefined;
  return typeof at === 'string' ? at : '';
}
