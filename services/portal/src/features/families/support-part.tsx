import { Text } from '@mantine/core';
import { useQuery } from '#api/query.ts';
import { useTranslation } from 'react-i18next';
import type { Family } from '@katrol/proto/katrol/intake/v1/json';
import { SupportRequestStatus } from '@katrol/proto/katrol/matching/v1/codes';
import type { SupportRequest, Trajectory } from '@katrol/proto/katrol/matching/v1/json';
import { MatchingService } from '#api/names.ts';
import { useTutorLabels } from '#api/labels.ts';
import { useAllRows } from '#api/pages.ts';
import { useCodes } from '#ui/codes.ts';
import { firstNames } from '#ui/first-names.ts';
import { useBranch } from '#app/session.tsx';
import { AppLink } from '#ui/link.tsx';
import { Facts, Section } from '#ui/page.tsx';
import { PassingOn } from '#ui/trajectory/agree-form.tsx';
import { GroupPart } from '#ui/trajectory/group-part.tsx';
import { Help } from '#ui/trajectory/help.tsx';
import { Plan } from '#ui/trajectory/plan.tsx';
import { MissedToAnswer } from '#ui/trajectory/missed.tsx';
import { SessionsOf } from '#ui/trajectory/sessions-of.tsx';
import { ClosingNotes } from '#ui/trajectory/closing-notes.tsx';
import { NextTutor } from '#ui/trajectory/next-tutor.tsx';
import { Worries } from '#ui/trajectory/worries.tsx';
import { Steering } from '#ui/trajectory/steering.tsx';
import { When } from '#ui/when.tsx';
import { RequestPart } from './request-part.tsx';
import { VisitsAt } from './visits-at.tsx';

// somebody is looked for, or to be decided on
const LOOKED_FOR: ReadonlySet<string> = new Set([
  'open',
  'match_waiting',
  'continuing',
  'next_waiting',
  'waiting',
]);

// what is still to come before what is over
const orderOf = ({ status }: SupportRequest): number =>
  status === 'closed'
    ? SupportRequestStatus.length
    : SupportRequestStatus.findIndex((one) => one === status);

/** The running support of a family, as matching keeps it; nothing when there is none. */
export function SupportPart({ family }: { family: Family }) {
  // before that was decided there is nothing to ask for
  const decided = family.referrals.some(({ decision }) => decision !== undefined);
  const { branchCode } = family;
  const files = [family.id, ...family.merged.map(({ familyId }) => familyId)];
  const { listSupportRequests, getTrajectory } = MatchingService.method;
  const requests = useAllRows(listSupportRequests, { branchCode }, { enabled: decided });
  const request = requests.data
    ?.filter((one) => files.includes(one.familyId))
    .sort((a, b) => orderOf(a) - orderOf(b))[0];
  const id = request?.trajectoryId ?? '';
  const trajectory = useQuery(getTrajectory, { id }, { retry: false, enabled: Boolean(id) });
  const of = trajectory.data;
  const earlier = of?.runningBefore ?? '';
  const before = useQuery(getTrajectory, { id: earlier }, { enabled: Boolean(earlier) });
  if (!request) return null;
  return (
    <>
      {of?.id ? <Worries of={of} /> : null}
      {of?.status === 'running' ? <RunningSupport of={of} family={family} /> : null}
      {LOOKED_FOR.has(request.status) || request.toConfirm.length > 0 ? (
        <RequestPart request={request} family={family} />
      ) : null}
      {of?.id ? <ClosingNotes of={of} /> : null}
      {before.data ? <StillRunning of={before.data} /> : null}
    </>
  );
}

/** The tutor before, whose trajectory nobody rounded off yet. */
function StillRunning({ of }: { of: Trajectory }) {
  const { t } = useTranslation();
  const tutor = useTutorLabels([of.tutorId]).get(of.tutorId);
  return (
    <Section title={t('trajectory.beforeTitle')} id="vorige-begeleider">
      <Facts
        facts={[
          [t('ui.tutor'), tutor?.name ?? ''],
          [t('families.started'), <When key="start" at={of.startedOn} />],
          [t('people.worksUntil'), of.tutorUntil ? <When key="end" at={of.tutorUntil} /> : ''],
        ]}
      />
      <Steering of={of} />
    </Section>
  );
}

/** Who carries the support by the profile: by name, or by the school whose care teacher it is. */
function AnchoredBy({ of, family }: { of: Trajectory; family: Family }) {
  const { t } = useTranslation();
  const code = useCodes();
  const { anchorName } = useBranch();
  const inSupport = new Set(of.children.map(({ childId }) => childId));
  const schools = family.children.filter(({ id }) => inSupport.has(id)).map((one) => one.school);
  const who = { coordinator: [anchorName], coach: [], care_teacher: [...new Set(schools)] };
  const named = of.anchor === '' ? [] : who[of.anchor].filter(Boolean);
  if (of.anchor === '') return null;
  return named.length
    ? t('families.anchorOf', { who: code('Anchor', of.anchor), name: named.join(', ') })
    : code('Anchor', of.anchor);
}

function RunningSupport({ of, family }: { of: Trajectory; family: Family }) {
  const { t } = useTranslation();
  const code = useCodes();
  const tutors = useTutorLabels([of.tutorId]);
  const tutor = tutors.get(of.tutorId);
  const names = firstNames(family.children);
  return (
    <>
      <Section title={t('families.support')} id="begeleiding">
        <Facts
          facts={[
            [
              t('ui.tutor'),
              tutor ? (
                <AppLink to="/begeleiders/$id" params={{ id: of.tutorId }}>
                  {tutor.name}
                </AppLink>
              ) : (
                ''
              ),
            ],
            [t('families.started'), <When key="start" at={of.startedOn} />],
            [t('families.until'), of.endsOn ? <When at={of.endsOn} /> : t('families.openEnd')],
            [t('families.next'), of.nextSessionOn ? <When at={of.nextSessionOn} /> : ''],
            [
              t('families.held'),
              t('families.heldOf', { held: of.held, minimum: of.minimumSessions }),
            ],
            [t('ui.status'), code('SessionBalance', of.sessionBalance)],
            [t('families.queue'), of.specialisedQueue],
            [t('people.worksUntil'), of.tutorUntil ? <When at={of.tutorUntil} /> : ''],
            [t('trajectory.noteBefore'), of.noteBefore],
            [t('families.placeKind'), code('PlaceKind', of.placeKind)],
            [t('families.anchor'), <AnchoredBy key="anchor" of={of} family={family} />],
          ]}
        />
        {of.quietSince ? (
          <Text mt="xs">
            {t('families.quietSince')} <When at={of.quietSince} />
          </Text>
        ) : null}
        {family.emergencyId === '' ? <VisitsAt of={of} family={family} /> : null}
        <NextTutor of={of} />
        <Steering of={of} />
      </Section>
      {of.group ? <GroupPart of={of.group} minutes={of.sessionMinutes} /> : null}
      <Help of={of} />
      <MissedToAnswer of={of} />
      <Plan of={of} />
      <PassingOn of={of} />
      <Section title={t('families.sessions')}>
        <SessionsOf of={of} names={names} />
      </Section>
    </>
  );
}
