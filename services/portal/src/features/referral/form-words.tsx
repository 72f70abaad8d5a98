import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReferralForm } from '@katrol/proto/katrol/intake/v1/json';
import { IntakeService } from '#api/names.ts';
import { useQuery } from '#api/query.ts';
import { isSpoken } from '#i18n/index.ts';
import type * as Reword from '#i18n/reword.ts';
import { later } from '#ui/later.tsx';

// what few forms need comes with those
const Names = later(async () => (await import('./also-in.tsx')).AlsoIn);

/** Does what is undone when it is over, also where it comes after that. */
function during(work: (own: typeof Reword) => () => void): () => void {
  let over = false;
  let undo = (): void => undefined;
  void import('#i18n/reword.ts').then((own) => (over ? undefined : (undo = work(own))));
  return () => {
    over = true;
    undo();
  };
}

/**
 * The form in the words of its branch; false until it is known which those are. Another language
 * that is chosen meanwhile takes nothing away of what stands there.
 */
export function useFormWords(branchCode: string): boolean {
  const { language } = useTranslation().i18n;
  const own = useQuery(IntakeService.method.getFamilyWords, { branchCode, language });
  const said = own.data?.words;
  const words = said && Object.keys(said).length > 0 ? said : undefined;
  useEffect(
    () => (words ? during((worded) => worded.rewordForm(language, words)) : undefined),
    [language, words],
  );
  const [known, setKnown] = useState(false);
  if (!known && !own.isPending) setKnown(true);
  return known;
}

const notOfScreens = ({ languages }: ReferralForm): string[] =>
  languages.filter((one) => !isSpoken(one));

/** Speaks the phone's language, where the branch worded that one, until somebody leaves the form. */
export function useWordedLanguage(of: ReferralForm): void {
  const offered = notOfScreens(of).join();
  useEffect(
    () => (offered ? during((own) => own.speakAsDevice(offered.split(','))) : undefined),
    [offered],
  );
}

/** Languages that the branch itself worded, where there are any. */
export function AlsoIn({ of }: { of: ReferralForm }) {
  const languages = notOfScreens(of);
  return languages.length > 0 ? <Names languages={languages} /> : null;
}
