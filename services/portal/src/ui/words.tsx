import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { speakAs } from '#i18n/own-words.ts';

/** The profile's words for one thing, by language. */
export type Words = Readonly<Record<string, string>>;

/** The profile's words in a language, else in Dutch, else in whichever there is. */
function say(words: Words | undefined, language: string, otherwise = ''): string {
  const texts = words ?? {};
  return texts[language] || texts.nl || Object.values(texts)[0] || otherwise;
}

/** A function that says the profile's words in the language of the screen. */
export function useWords(): (words: Words | undefined, otherwise?: string) => string {
  const { i18n } = useTranslation();
  return (words, otherwise) => say(words, i18n.language, otherwise);
}

/** The texts of the screen in the words of one branch, as long as this stands there. */
export function useSpeakAs(
  of: { wordForTutor?: Words; wordForReferral?: Words; wordForFamily?: Words } | undefined,
): void {
  useEffect(() => {
    const { wordForTutor: tutor, wordForReferral: referral, wordForFamily: family } = of ?? {};
    void speakAs({ tutor, referral, family });
    return () => void speakAs({});
  }, [of]);
}
