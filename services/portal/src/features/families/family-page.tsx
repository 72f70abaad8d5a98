import { Button, Text } from '@mantine/core';
import { useQuery } from '#api/query.ts';
import { useParams } from '@tanstack/react-router';
import { IconPrinter } from '@tabler/icons-react';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { Family, Referral } from '@katrol/proto/katrol/intake/v1/json';
import { IntakeService } from '#api/names.ts';
import { useCodes } from '#ui/codes.ts';
import { ButtonLink } from '#ui/link.tsx';
import { Page, Section, Tag, Waiting } from '#ui/page.tsx';
import { Trouble } from '#ui/refusal.tsx';
import { AgreementPart } from './agreement-part.tsx';
import { ChildrenPart } from './children-part.tsx';
import { ConsentsPart } from './consents-part.tsx';
import { ContactPart } from './contact-part.tsx';
import { Differences } from './differences.tsx';
import { EmergencyBanner, EmergencyPart } from './emergency-part.tsx';
import { MergePart } from './merge-part.tsx';
import { NextStep } from './next-step.tsx';
import { latestFirst } from './order.ts';
import { PeoplePart } from './people-part.tsx';
import { Questions } from './questions.tsx';
import { ReviewStep } from './review-step.tsx';
import { LinksPart } from './links-part.tsx';
import { SchoolPart } from './school-part.tsx';
import { SupportPart } from './support-part.tsx';
import { Timeline } from './timeline.tsx';
import { VisitPart } from './visit-part.tsx';
import { WaitingPart, WarmReferrals } from './elsewhere-part.tsx';

// a service that stopped says so a moment later
const RECEIPT_MS = 1_500;
const awaitsReceipt = (family: Family | undefined): boolean =>
  family?.standings.some((one) => one.receipts.some((r) => !r.appliedAt && !r.missing)) ?? false;

/** A family's one page. */
export function FamilyPage() {
  const { id } = useParams({ from: '/gezinnen/$id' });
  const { t } = useTranslation();
  const family = useQuery(
    IntakeService.method.getFamily,
    { id },
    { refetchInterval: ({ state }) => (awaitsReceipt(state.data) ? RECEIPT_MS : false) },
  );
  if (family.isError)
    return (
      <Page title={t('ui.family')}>
        <Trouble error={family.error} retry={() => void family.refetch()} />
      </Page>
    );
  if (!family.data)
    return (
      <Page title={t('ui.family')}>
        <Waiting lines={8} />
      </Page>
    );
  return <OnePage family={family.data} />;
}

function OnePage({ family }: { family: Family }) {
  const { t } = useTranslation();
  const code = useCodes();
  const referrals = latestFirst(family.referrals);
  const names = family.children.map((child) => child.firstName).join(', ');
  const status = referrals[0]?.status;
  // in an emergency one reads: what changes something is not there
  const reading = family.emergencyId !== '';
  const emergencies = reading ? [] : family.emergencyAccesses;
  const isOpen = emergencies.some((one) => one.open);
  return (
    <Page
      title={t('families.pageTitle', { name: family.contact.familyName || names })}
      lead={
        <>
          {names}{' '}
          {status === undefined ? null : <Tag tone="accent">{code('ReferralStatus', status)}</Tag>}
        </>
      }
      actions={reading ? undefined : <FileActions id={family.id} />}
    >
      <Asked family={family} referrals={referrals} />
      <div className="two uneven">
        <div className="plain">
          <Section title={t('families.questions')} id="vraag">
            <Questions referrals={referrals} />
          </Section>
          {referrals.map((referral) => (
            <VisitPart key={referral.id} family={family} referral={referral} />
          ))}
          {reading ? null : <SupportPart family={family} />}
          {reading ? null : <SchoolPart family={family} />}
          {family.waiting ? <WaitingPart entry={family.waiting} /> : null}
          <WarmReferrals of={family.warmReferrals} reading={reading} />
          <Section title={t('families.timelineTitle')} id="tijdlijn">
            <Timeline entries={family.timeline} />
          </Section>
        </div>
        <div className="plain">
          {isOpen ? <EmergencyPart of={emergencies} /> : null}
          <ContactPart family={family} />
          <ChildrenPart family={family} />
          <PeoplePart family={family} />
          {reading ? null : <AgreementPart family={family} />}
          {reading ? null : <LinksPart family={family} />}
          <ConsentsPart family={family} />
          {isOpen ? null : <EmergencyPart of={emergencies} />}
          <Section title={t('families.documents')}>
            <Text>{t('families.documentsText')}</Text>
          </Section>
        </div>
      </div>
    </Page>
  );
}

/** What asks for something of a family's questions, or why one reads it. */
function Asked({ family, referrals }: { family: Family; referrals: Referral[] }) {
  const reading = family.emergencyId !== '';
  return (
    <>
      {reading ? (
        <EmergencyBanner family={family} />
      ) : (
        referrals.map((referral) => (
          <Fragment key={referral.id}>
            {referral.differences.length ? (
              <Differences key={referral.revision} referral={referral} family={family} />
            ) : null}
            <ReviewStep referral={referral} />
            <NextStep referral={referral} family={family} />
          </Fragment>
        ))
      )}
      {reading ? null : <MergePart family={family} />}
    </>
  );
}

function FileActions({ id }: { id: string }) {
  const { t } = useTranslation();
  return (
    <>
      <ButtonLink to="/gezinnen/$id/wie-keek-mee" params={{ id }} variant="light">
        {t('record.open')}
      </ButtonLink>
      <Button
        variant="light"
        leftSection={<IconPrinter size={18} aria-hidden />}
        onClick={() => window.print()}
      >
        {t('families.print')}
      </Button>
    </>
  );
}
