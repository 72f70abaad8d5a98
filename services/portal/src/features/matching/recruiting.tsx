import { Text } from '@mantine/core';
import { useQuery } from '@connectrpc/connect-query';
import { useTranslation } from 'react-i18next';
import { MatchingService } from '#api/names.ts';
import { useCodes } from '#ui/codes.ts';
import { Section } from '#ui/page.tsx';

/** Which tutors the open requests ask for, by stage, subject and weekday: what recruitment needs. */
export function Recruiting({ branchCode }: { branchCode: string }) {
  const { t } = useTranslation();
  const code = useCodes();
  const answer = useQuery(
    MatchingService.method.getUnmet,
    { branchCode },
    { enabled: Boolean(branchCode) },
  );
  const counts = [...(answer.data?.counts ?? [])].sort((a, b) => b.count - a.count);
  if (!counts.length) return null;
  return (
    <Section title={t('matching.recruit')} id="wie-zoeken-we">
      <Text className="quiet" mb="sm">
        {t('matching.recruitText')}
      </Text>
      <div
        className="table-frame"
        role="region"
        aria-label={t('matching.recruitText')}
        tabIndex={0}
      >
        <table data-testid="recruiting">
          <thead>
            <tr>
              {['stage', 'subject', 'weekday', 'requests'].map((one) => (
                <th key={one} scope="col">
                  {t(`matching.recruitBy.${one}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {counts.map((one) => (
              <tr key={`${one.stage} ${one.subject} ${one.weekday}`}>
                <td>{one.stage ? code('stage', one.stage) : ''}</td>
                <td>{one.subject ? code('subject', one.subject) : ''}</td>
                <td>{one.weekday ? code('weekday', one.weekday) : ''}</td>
                <td>{one.count}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
