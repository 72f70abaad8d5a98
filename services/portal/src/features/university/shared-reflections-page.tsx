import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { VolunteerTrainingService } from '#api/names.ts';
import { useAllRows } from '#api/pages.ts';
import { useSession } from '#app/session.tsx';
import { Empty, Page, Waiting } from '#ui/page.tsx';
import { Trouble } from '#ui/refusal.tsx';
import { useUrl } from '#ui/url.ts';
import { When } from '#ui/when.tsx';

/** What own students chose to share. */
export function SharedReflectionsPage() {
  const { t } = useTranslation();
  const { me } = useSession();
  const [search, change] = useUrl();
  const universityCode = me?.university ?? '';
  const tutorId = search.student ?? '';
  const shared = useAllRows(
    VolunteerTrainingService.method.listSharedReflections,
    { universityCode, tutorId },
    { sort: '-occurred_on' },
  );
  return (
    <Page title={t('university.reflections')} lead={t('university.reflectionsLead')}>
      {tutorId ? (
        <div>
          <button
            type="button"
            className="plain-button"
            onClick={() => change({ student: undefined })}
          >
            {t('university.allStudents')}
          </button>
        </div>
      ) : null}
      {shared.isPending ? <Waiting /> : null}
      {shared.isError ? <Trouble error={shared.error} /> : null}
      {shared.data && !shared.data.length ? <Empty title={t('university.nothingShared')} /> : null}
      <ul className="plain" data-testid="reflections">
        {(shared.data ?? []).map((one) => (
          <li key={one.id} className="section">
            <Text fw={650}>{one.tutorName}</Text>
            <Text className="quiet">
              <When at={one.occurredOn} />
            </Text>
            <Text style={{ whiteSpace: 'pre-wrap' }}>{one.text}</Text>
          </li>
        ))}
      </ul>
    </Page>
  );
}
