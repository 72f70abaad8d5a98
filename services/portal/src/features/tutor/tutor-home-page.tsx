import { useQuery } from '#api/query.ts';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { MatchingService, VolunteerTrainingService } from '#api/names.ts';
import { useFamilyLabels } from '#api/labels.ts';
import { useSession } from '#app/session.tsx';
import { Empty, Page, Waiting } from '#ui/page.tsx';
import { Trouble } from '#ui/refusal.tsx';
import { OwnNamesKnown } from '#ui/names/own-names-known.tsx';
import { isoDay } from '#ui/when.tsx';
import { FamilyCard } from './family-card.tsx';
import { GroupCard } from './group-card.tsx';
import { ClosingAfterwards, OfflineNotice, OpenMatch, preloadForms, SpeakUp } from './forms.ts';
import { ToDo } from './to-do.tsx';

/** The tutor's home: the next session, big; under it "log it" and "it could not happen". */
export function TutorHomePage() {
  const { t } = useTranslation();
  const { me, branches } = useSession();
  const mine = useQuery(MatchingService.method.listMyTrajectories, {});
  useEffect(() => {
    if (mine.isSuccess) preloadForms();
  }, [mine.isSuccess]);
  const card = useQuery(VolunteerTrainingService.method.getMyTutor, {}, { retry: false });
  const trajectories = mine.data?.trajectories ?? [];
  const matches = (mine.data?.matches ?? []).filter((match) => match.status === 'open');
  const families = useFamilyLabels([...trajectories, ...matches].map((one) => one.familyId));
  const branch = branches.find(
    (one) =>
      one.code ===
      (trajectories[0]?.branchCode ??
        matches[0]?.branchCode ??
        card.data?.branchCode ??
        me?.branches[0]),
  );
  const groups = Map.groupBy(
    trajectories.filter((one) => one.group),
    (one) => one.groupId,
  );
  const first = me?.name.split(' ')[0] ?? '';
  const closing = mine.data?.closing ?? [];
  const stopped = Boolean(card.data?.worksUntil && card.data.worksUntil < isoDay());
  return (
    <OwnNamesKnown families={families}>
      <Page title={t('tutor.hello', { name: first })}>
        <OfflineNotice />
        {mine.isError ? <Trouble error={mine.error} retry={() => void mine.refetch()} /> : null}
        {mine.isPending ? <Waiting /> : null}
        {[...groups.values()].map((members) => (
          <GroupCard key={members[0]?.groupId} of={members} families={families} />
        ))}
        {trajectories.map((one) => (
          <FamilyCard key={one.id} of={one} family={families.get(one.familyId)} branch={branch} />
        ))}
        {matches.map((match) => (
          <OpenMatch key={match.id} of={match} family={families.get(match.familyId)} />
        ))}
        {closing.map((one) => (
          <ClosingAfterwards key={one.trajectoryId} of={one} />
        ))}
        {stopped ? <Empty title={t('tutor.stopped')}>{t('tutor.stoppedText')}</Empty> : null}
        {mine.isSuccess && !stopped && !trajectories.length && !matches.length ? (
          <Empty title={t('tutor.noFamilyYet')}>
            {branch?.anchorName ? t('tutor.noFamilyYetText', { name: branch.anchorName }) : null}
          </Empty>
        ) : null}
        {card.data ? <ToDo of={card.data} /> : null}
        {branch && !stopped ? <SpeakUp branchCode={branch.code} /> : null}
      </Page>
    </OwnNamesKnown>
  );
}
