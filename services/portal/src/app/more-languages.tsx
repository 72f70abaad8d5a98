import { useTranslation } from 'react-i18next';
import { speak } from '#i18n/index.ts';
import { FAMILY_LANGUAGES, type FamilyLanguage } from '#i18n/languages.ts';
import { ownName } from '#i18n/own-name.ts';

/** The other languages that families read, each by its own name. */
export function MoreLanguages() {
  const { t, i18n } = useTranslation();
  const chosen = FAMILY_LANGUAGES.find((one) => one === i18n.language) ?? '';
  return (
    <select
      className="more-languages"
      aria-label={t('app.language')}
      value={chosen}
      onChange={(event) => void speak(event.currentTarget.value as FamilyLanguage)}
    >
      <option value="" disabled>
        +
      </option>
      {FAMILY_LANGUAGES.map((one) => (
        <option key={one} value={one} lang={one}>
          {ownName(one)}
        </option>
      ))}
    </select>
  );
}
