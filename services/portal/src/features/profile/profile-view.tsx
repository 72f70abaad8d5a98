import { List, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { IntakeRules, ProfileDocument } from '@katrol/proto/katrol/intake/v1/json';
import { useCodes } from '#ui/codes.ts';
import { Facts, Section } from '#ui/page.tsx';
import { useWords } from '#ui/words.tsx';
import { GroupHoursView } from './group-hours.tsx';
import { Closed } from './closed-fields.tsx';
import { PromisesView } from './promises-fields.tsx';
import { PartView } from './part-view.tsx';
import { intake, school, support, tutors, wordRules } from './rules.ts';

/** The whole document in five sections, in plain words. */
export function ProfileView({ of }: { of: ProfileDocument }) {
  const { t } = useTranslation();
  const code = useCodes();
  const words = useWords();
  return (
    <>
      <Section title={t('profile.aimsAndWords')} id="doel">
        <Text fw={600}>{t('profile.aims')}</Text>
        <List mb="sm">
          {of.aims.map((aim) => (
            <List.Item key={aim}>{code('Aim', aim)}</List.Item>
          ))}
        </List>
        <Facts facts={wordRules.map(({ at, label }) => [t(label), words(of[at])])} />
        <Text mt="sm">{words(of.explanationForFamilies)}</Text>
      </Section>
      <PartView of={of.intake} part={intake}>
        {of.intake ? <Weighed of={of.intake} /> : null}
        {of.intake?.agreementSheet ? <PromisesView of={of.intake.agreementPromises} /> : null}
      </PartView>
      <PartView of={of.support} part={support}>
        {of.support ? <GroupHoursView of={of.support} /> : null}
        {of.support ? <Closed of={of.support} /> : null}
      </PartView>
      <PartView of={of.tutors} part={tutors} />
      <PartView of={of.school} part={school} />
    </>
  );
}

/** What is weighed, and what is asked. */
function Weighed({ of }: { of: IntakeRules }) {
  const { t } = useTranslation();
  const words = useWords();
  const criteria = of.criteriaSet?.criteria ?? [];
  return (
    <>
      <Text fw={600} mt="sm">
        {criteria.length
          ? t('profile.criteria', {
              threshold: of.criteriaSet?.threshold ?? 0,
              of: criteria.length,
            })
          : t('profile.noCriteria')}
      </Text>
      <List>
        {criteria.map((one) => (
          <List.Item key={one.code}>{words(one.label, one.code)}</List.Item>
        ))}
      </List>
      <Text fw={600} mt="sm">
        {of.exclusions.length ? t('profile.exclusions') : t('profile.noExclusions')}
      </Text>
      <List>
        {of.exclusions.map((one) => (
          <List.Item key={one.code}>
            {words(one.label, one.code)} {one.skillLacking ? t('profile.skillLacking') : ''}{' '}
            {one.reviewWeeks ? t('profile.lookAgain', { count: one.reviewWeeks }) : ''}
          </List.Item>
        ))}
      </List>
      {of.conversationGuide.length ? (
        <Text fw={600} mt="sm">
          {t('profile.guide')}
        </Text>
      ) : null}
      <List>
        {of.conversationGuide.map((one) => (
          <List.Item key={one.code}>{words(one.text, one.code)}</List.Item>
        ))}
      </List>
    </>
  );
}
