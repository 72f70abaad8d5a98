import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReferralForm } from '@katrol/proto/katrol/intake/v1/json';
import { IntakeService } from '#api/names.ts';
import { useQuery } from '#api/query.ts';
import { isSpoken, ofDevice, speakAlso, speakAsBefore } from '#i18n/index.ts';
import { rewordForm } from '#i18n/reword.ts';

/**
 * The form in the words of its branch; false until it is known which those are. Another language
 * that is chosen meanwhile takes nothing away of what stands there.
 */
export function useFormWords(branchCode: string): boolean {
  const { language } = useTranslation().i18n;
  const own = useQuery(IntakeService.method.getFamilyWords, { branchCode, language });
  const words = own.data?.words;
  useEffect(() => (words ? rewordForm(language, words) : undefined), [language, words]);
  const [known, setKnown] = useState(false);
  if (!known && !own.isPending) setKnown(true);
  return known;
}

const nameOf = (language: string): string =>
  new Intl.DisplayNames([language, 'nl'], { type: 'language' }).of(language) ?? language;

const worded = ({ languages }: ReferralForm): string[] => languages.filter((one) => !isSpoken(one));

/** Speaks the phone's language, where the branch worded that one, until somebody leaves the form. */
export function useWordedLanguage(of: ReferralForm): void {
  const own = ofDevice(worded(of));
  useEffect(() => {
    if (own) void speakAlso(own);
    return () => void speakAsBefore();
  }, [own]);
}

/** Languages that the branch itself worded, by their names. */
export function AlsoIn({ of }: { of: ReferralForm }) {
  const { t, i18n } = useTranslation();
  const also = worded(of);
  if (also.length === 0) return null;
  return (
    <div className="chips" role="group" aria-label={t('referral.explanationLanguages')}>
      {also.map((one) => (
        <button
          key={one}
          type="button"
          lang={one}
          className="plain-button"
          aria-pressed={i18n.language === one}
          onClick={() => void speakAlso(one)}
        >
          {nameOf(one)}
        </button>
      ))}
    </div>
  );
}
