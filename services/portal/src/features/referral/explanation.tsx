import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { directionOf } from '#i18n/direction.ts';
import { ownName } from '#i18n/own-name.ts';
import type { Words } from '#ui/words.tsx';

/** What the offer is, in the family's own language; written from right to left where it should. */
export function Explanation({ words }: { words?: Words }) {
  const { t, i18n } = useTranslation();
  const texts = words ?? {};
  const languages = Object.keys(texts);
  const [chosen, setChosen] = useState('');
  const language = texts[chosen]
    ? chosen
    : texts[i18n.language]
      ? i18n.language
      : (languages[0] ?? '');
  if (!language) return null;
  return (
    <section className="section" aria-label={t('referral.explanation')}>
      <div className="chips" role="group" aria-label={t('referral.explanationLanguages')}>
        {languages.map((one) => (
          <button
            key={one}
            type="button"
            lang={one}
            className="plain-button"
            aria-pressed={one === language}
            onClick={() => setChosen(one)}
          >
            {ownName(one)}
          </button>
        ))}
      </div>
      <p lang={language} dir={directionOf(language)} className="quote">
        {texts[language]}
      </p>
    </section>
  );
}
