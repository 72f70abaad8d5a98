import type { FamilyLanguage } from '@katrol/proto/katrol/intake/v1/json';
import { IntakeService } from '#api/names.ts';
import { useQuery } from '#api/query.ts';
import { missingIn, SHIPPED } from '#i18n/family-sentences.ts';

type Texts = Record<string, string>;

const invitation: Texts = Object.fromEntries(
  Object.entries(
    import.meta.glob<string>('../../link/texts/*.json', { import: 'invitation', eager: true }),
  ).map(([path, text]) => [path.slice(path.lastIndexOf('/') + 1, -5), text]),
);

export type Spoken = {
  /** what a link's page speaks, whole or with Dutch where words are missing */
  speaks: (language: string) => boolean;
  /** what is sent along with a link, in the language of who gets it */
  invitationIn: (language: string, link: string) => string;
  /** what the branch has of a language: who read it, and its own words */
  of: (language: string) => FamilyLanguage | undefined;
  /** how many sentences are still said in Dutch */
  missing: (language: string) => number;
};

/** What a link's page speaks in a branch: what ships, and what the branch words itself. */
export function useSpoken(branchCode: string): Spoken {
  const { data } = useQuery(IntakeService.method.listFamilyLanguages, { branchCode });
  const of = (language: string) => data?.languages.find((one) => one.language === language);
  const own = (language: string, key: string) =>
    of(language)?.sentences.find((one) => one.key === key)?.text;
  const worded = (language: string) => of(language)?.sentences.some((one) => one.text !== '');
  return {
    of,
    speaks: (language) => SHIPPED.includes(language) || worded(language) === true,
    invitationIn: (language, link) =>
      (own(language, 'invitation') || (invitation[language] ?? invitation['nl'] ?? '')).replace(
        '{link}',
        link,
      ),
    missing: (language) => missingIn({ language, sentences: of(language)?.sentences ?? [] }),
  };
}
