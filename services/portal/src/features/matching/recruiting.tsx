import { Table, Text } from '@mantine/core';
import { useQuery } from '#api/query.ts';
import { useTranslation } from 'react-i18next';
import { MatchingService } from '#api/names.ts';
import { useCodes } from '#ui/codes.ts';
import { Section } from '#ui/page.tsx';

const COLUMNS = ['stage', 'subject', 'weekday', 'requests'] as const;

/**
 * Which tutors the open requests ask for, by stage, subject and weekday: what recruitment needs.
 */
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
        <Table data-testid="recruiting">
          <Table.Thead>
            <Table.Tr>
              {COLUMNS.map((one) => (
                <Table.Th key={one} scope="col">
                  {t(`matching.recruitBy.${one}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {counts.map((one) => (
              <Table.Tr key={`${one.stage} ${one.subject} ${one.weekday}`}>
                <Table.Td>{code('Stage', one.stage)}</Table.Td>
                <Table.Td>{code('Subject', one.subject)}</Table.Td>
                <Table.Td>{one.weekday ? code('weekday', String(one.weekday)) : ''}</Table.Td>
                <Table.Td>{one.count}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </Section>
  );
}
