import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Family, Referral } from '@katrol/proto/katrol/intake/v1/json';
import { IntakeService } from '#api/names.ts';
import { useQuery } from '#api/query.ts';
import { useCodes } from '#ui/codes.ts';
import { Facts, Section } from '#ui/page.tsx';
import { When } from '#ui/when.tsx';
import { useWords } from '#ui/words.tsx';

/** What was said at the first conversation, readable at any later moment and on paper. */
export function VisitPart({ family, referral }: { family: Family; referral: Referral }) {
  const { t } = useTranslation();
  const code = useCodes();
  const words = useWords();
  const { visit, indicators, profileVersion: version } = referral;
  const { branchCode } = family;
  // who reads in an emergency works elsewhere, and has the answers without this branch's questions
  const isHere = family.emergencyId === '';
  const profile = useQuery(
    IntakeService.method.getProfile,
    { branchCode, version },
    { enabled: isHere },
  );
  if (visit?.status !== 'held') return null;
  const rules = profile.data?.document.intake;
  const questions = new Map(rules?.conversationGuide.map((one) => [one.code, one.text]));
  const labels = new Map(
    [...(rules?.criteriaSet?.criteria ?? []), ...(rules?.exclusions ?? [])].map((one) => [
      one.code,
      one.label,
    ]),
  );
  return (
    <Section title={t('visit.title')} id={`gesprek-${referral.id}`}>
      <Text className="quiet">
        <When at={visit.heldOn} /> · {code('VisitPlace', visit.place)}
        {visit.by ? ` · ${t('families.by', { name: visit.by })}` : ''}
      </Text>
      <dl className="said" data-testid="visit-answers">
        {visit.answers.map((one) => (
          <div key={one.code}>
            <dt>{isHere ? words(questions.get(one.code), one.code) : t('visit.answer')}</dt>
            <dd>{one.text}</dd>
          </div>
        ))}
      </dl>
      <Facts
        facts={[
          [
            t('families.lifeDomains'),
            referral.lifeDomains.map((one) => code('LifeDomain', one)).join(', '),
          ],
          [
            t('families.languageSupports'),
            visit.languageSupports.map((one) => code('LanguageSupport', one)).join(', '),
          ],
          [t('families.saidVoluntary'), visit.saidVoluntary ? t('visit.yes') : t('visit.notNoted')],
          ...(isHere ? indicators : []).map(
            (one) =>
              [words(labels.get(one.code), one.code), code('Answer', one.answer)] as [
                string,
                string,
              ],
          ),
        ]}
      />
    </Section>
  );
}
