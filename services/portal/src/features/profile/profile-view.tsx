import { List, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type {
  IntakeRules,
  ProfileDocument,
  SchoolRules,
  SupportRules,
  TutorRules,
} from '@katrol/proto/katrol/intake/v1/profile_pb';
import { useCodes } from '#ui/codes.ts';
import { Facts, Section } from '#ui/page.tsx';
import { useWords } from '#ui/words.tsx';

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
            <List.Item key={aim}>{code('aim', aim)}</List.Item>
          ))}
        </List>
        <Facts
          facts={[
            [t('profile.publicName'), words(of.publicName)],
            [t('profile.wordForTutor'), words(of.wordForTutor)],
            [t('profile.wordForReferral'), words(of.wordForReferral)],
            [t('profile.wordForFamily'), words(of.wordForFamily)],
          ]}
        />
        <Text mt="sm">{words(of.explanationForFamilies)}</Text>
      </Section>
      {of.intake ? <IntakePart of={of.intake} /> : null}
      {of.support ? <SupportPart of={of.support} /> : null}
      {of.tutors ? <TutorsPart of={of.tutors} /> : null}
      {of.school ? <SchoolPart of={of.school} /> : null}
    </>
  );
}

function useYesNo() {
  const code = useCodes();
  return (value: boolean) => code('yesNo', value ? 'yes' : 'no');
}

function IntakePart({ of }: { of: IntakeRules }) {
  const { t } = useTranslation();
  const code = useCodes();
  const words = useWords();
  const yesNo = useYesNo();
  const criteria = of.criteriaSet?.criteria ?? [];
  return (
    <Section title={t('profile.intake')} id="aanmelding">
      <Facts
        facts={[
          [t('profile.referrers'), of.referrers.map((one) => code('referrer', one)).join(', ')],
          [t('profile.priorConsent'), yesNo(of.priorConsentAndInformation)],
          [t('profile.homeVisit'), yesNo(of.homeVisitAlways)],
          [t('profile.homeworkOnly'), yesNo(of.homeworkOnlyLedElsewhere)],
          [t('profile.agreementSheet'), yesNo(of.agreementSheet)],
          [
            t('profile.gradesInFocus'),
            of.grades.map((grade) => code('grade', grade)).join(', ') || t('profile.allGrades'),
          ],
          [
            t('profile.languageSupports'),
            of.languageSupports.map((one) => code('support', one)).join(', '),
          ],
          [t('profile.contactRhythm'), t('profile.everyDays', { count: of.waitingContactDays })],
        ]}
      />
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
    </Section>
  );
}

function SupportPart({ of }: { of: SupportRules }) {
  const { t } = useTranslation();
  const code = useCodes();
  const yesNo = useYesNo();
  return (
    <Section title={t('profile.support')} id="ondersteuning">
      <Facts
        facts={[
          [
            t('profile.length'),
            of.lengthUnit === 4
              ? code('lengthUnit', 4)
              : `${of.length} ${code('lengthUnit', of.lengthUnit)}`,
          ],
          [t('profile.minimum'), String(of.minimumSessions)],
          [t('profile.aWeek'), String(of.sessionsAWeek)],
          [t('profile.minutes'), String(of.sessionMinutes)],
          [t('profile.form'), code('supportForm', of.form)],
          [t('profile.places'), of.places.map((place) => code('place', place)).join(', ')],
          [t('profile.parentPresent'), code('parentPresent', of.parentPresent)],
          [t('profile.anchor'), code('anchor', of.anchor)],
          [t('profile.quietAfter'), t('profile.everyDays', { count: of.quietDays })],
          [t('profile.untilHelp'), yesNo(of.untilSpecialisedHelp)],
        ]}
      />
    </Section>
  );
}

function TutorsPart({ of }: { of: TutorRules }) {
  const { t } = useTranslation();
  const code = useCodes();
  const yesNo = useYesNo();
  return (
    <Section title={t('profile.tutors')} id="begeleiders">
      <Facts
        facts={[
          [t('profile.kinds'), of.kinds.map((kind) => code('tutorKind', kind)).join(', ')],
          [t('profile.checkRequired'), yesNo(of.checkRequired)],
          [t('profile.checkMonths'), of.checkValidityMonths ? String(of.checkValidityMonths) : ''],
          [
            t('profile.requiredTrainings'),
            of.requiredTrainings.map((one) => code('training', one)).join(', '),
          ],
          [t('profile.radius'), t('profile.km', { km: of.radiusMetres / 1000 })],
          [t('profile.maximumFamilies'), String(of.maximumFamilies)],
          [
            t('profile.intervision'),
            of.intervisionWeeks ? t('profile.everyWeeks', { count: of.intervisionWeeks }) : '',
          ],
        ]}
      />
    </Section>
  );
}

function SchoolPart({ of }: { of: SchoolRules }) {
  const { t } = useTranslation();
  const code = useCodes();
  const yesNo = useYesNo();
  return (
    <Section title={t('profile.school')} id="school">
      <Facts
        facts={[
          [t('profile.contactPolicy'), code('contactPolicy', of.contactPolicy)],
          [t('profile.parentsApprove'), yesNo(of.parentsApprove)],
          [t('profile.consultations'), String(of.consultationsAYear)],
          [t('profile.returnMoment'), yesNo(of.returnMoment)],
        ]}
      />
    </Section>
  );
}
