import { Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LANGUAGES } from '#i18n/languages.ts';
import type { FormPart } from '#ui/form/form-part.ts';
import type { Words } from '#ui/words.tsx';

type Props = { of: FormPart<Words>; label: string };

/** Words of the branch in the language of the screen; other languages stay as they are. */
export function WordsField({ of, label }: Props) {
  const { t, i18n } = useTranslation();
  const language = LANGUAGES.find((one) => one === i18n.language) ?? 'nl';
  const Input = of.declared(language)?.lines ? Textarea : TextInput;
  return (
    <Input
      label={label}
      description={t('profile.inLanguage', { language: t(`app.languages.${language}`) })}
      {...of.field(language)}
      value={of.values[language] ?? ''}
    />
  );
}
