import { Text } from '@mantine/core';
import { useQuery } from '@connectrpc/connect-query';
import { useQuery as useRows } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ReferralStatus, type Family } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { SupportRequestStatus } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { MatchingService } from '#api/names.ts';
import { useTutorLabels } from '#api/labels.ts';
import { allRows } from '#api/pages.ts';
import { matching } from '#api/transport.ts';
import { useCodes } from '#ui/codes.ts';
import { AppLink } from '#ui/link.tsx';
import { Facts, Section } from '#ui/page.tsx';
import { Help } from '#ui/trajectory/help.tsx';
import { Plan } from '#ui/trajectory/plan.tsx';
import { CancelSession, PlanSession } from '#ui/trajectory/planning.tsx';
import { Sessions } from '#ui/trajectory/sessions.tsx';
import { Steering } from '#ui/trajectory/steering.tsx';
import { When } from '#ui/when.tsx';
import { RequestPart } from './request-part.tsx';

/** The running support of a family, as matching keeps it; nothing when there is none. */
export function SupportPart({ family }: { family: Family }) {
  const { t } = useTranslation();
  const code = useCodes();
  // before that was decided there is nothing to ask for
  const decided = family.referrals.some(
    (referral) => referral.status === ReferralStatus.TRAJECTORY,
  );
  const requests = useRows({
    queryKey: ['requests', family.branchCode],
    enabled: decided,
    queryFn: () =>
      allRows((page) =>
        matching.listSupportRequests({ branchCode: family.branchCode, options: page }),
      ),
  });
  const request = requests.data
    ?.filter((one) => one.familyId === family.id)
    .sort((a, b) => a.status - b.status)[0];
  const inSupport = request?.status === SupportRequestStatus.IN_SUPPORT;
  const trajectory = useQuery(
    MatchingService.method.getTrajectory,
    { familyId: family.id },
    { retry: false, enabled: inSupport },
  );
  const of = trajectory.data;
  const tutors = useTutorLabels(of ? [of.tutorId] : []);
  if (
    request &&
    (request.status === SupportRequestStatus.OPEN ||
      request.status === SupportRequestStatus.MATCH_WAITING)
  )
    return <RequestPart request={request} family={family} />;
  if (!of?.id) return null;
  const tutor = tutors.get(of.tutorId);
  const names = new Map(family.children.map((child) => [child.id, child.firstName]));
  return (
    <>
      <Section title={t('families.support')} id="begeleiding">
        <Facts
          facts={[
            [
              t('ui.tutor'),
              tutor ? <AppLink to={`/begeleiders/${of.tutorId}`}>{tutor.name}</AppLink> : '',
            ],
            [t('families.started'), <When key="start" at={of.startedOn} />],
            [t('families.until'), of.endsOn ? <When at={of.endsOn} /> : t('families.openEnd')],
            [t('families.next'), of.nextSessionOn ? <When at={of.nextSessionOn} /> : ''],
            [
              t('families.held'),
              t('families.heldOf', { held: of.held, minimum: of.minimumSessions }),
            ],
            [t('ui.status'), code('balance', of.sessionBalance)],
            [t('families.queue'), of.specialisedQueue],
          ]}
        />
        {of.quietSince ? (
          <Text mt="xs">
            {t('families.quietSince')} <When at={of.quietSince} />
          </Text>
        ) : null}
        <Steering of={of} commands={matching} />
      </Section>
      <Help of={of} commands={matching} />
      <Plan of={of} commands={matching} />
      <Section title={t('families.sessions')}>
        <Sessions
          of={of.sessions}
          names={names}
          action={(session) => <CancelSession session={session} commands={matching} />}
        />
        <PlanSession of={of} commands={matching} />
      </Section>
    </>
  );
}
