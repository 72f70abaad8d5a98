import { useTranslation } from 'react-i18next';
import { ownName } from '#i18n/own-name.ts';
import { speakAlso } from '#i18n/reword.ts';

/** Languages that the branch itself worded, by their names. */
export function AlsoIn({ languages }: { languages: readonly string[] }) {
  const { t, i18n } = useTranslation();
  return (
    <div className="chips" role="group" aria-label={t('referral.explanationLanguages')}>
      {languages.map((one) => (
        <button
          key={one}
          type="button"
          lang={one}
          className="plain-button"
          aria-pressed={i18n.language === one}
          onClick={() => void speakAlso(one)}
        >
          {ownName(one)}
        </button>
      ))}
    </div>
  );
}
