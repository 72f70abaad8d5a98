import { Button, Checkbox, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportLine, ImportResponse } from '@katrol/proto/katrol/common/v1/json';
import { useAnyCode, useCodes } from '../codes.ts';
import { AppLink } from '../link.tsx';
import type { Where } from '../url.ts';
import { Facts, Tag } from '../page.tsx';
import { useReason } from '../refusal.tsx';

export function Counts({ of, title }: { of: ImportResponse; title: string }) {
  const code = useCodes();
  return (
    <div className="section">
      <Text fw={650} mb="xs">
        {title}
      </Text>
      <Facts
        facts={(['created', 'updated', 'unchanged', 'refused', 'skipped'] as const).map((one) => [
          code('ImportOutcome', one),
          String(of[one]),
        ])}
      />
    </div>
  );
}

type LinesProps = {
  lines: ImportLine[];
  skip?: Set<number>;
  toggle?: (line: number) => void;
  where?: (id: string) => Where;
};
const STEP = 100;

/** One line, one outcome; the ones with a problem first. */
export function Lines({ lines, skip, toggle, where }: LinesProps) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(STEP);
  const sorted = [...lines].sort(
    (a, b) => Number(b.problems.length > 0) - Number(a.problems.length > 0) || a.line - b.line,
  );
  return (
    <div className="table-frame" role="region" aria-label={t('ui.import.lines')} tabIndex={0}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('ui.import.line')}</Table.Th>
            <Table.Th scope="col">{t('ui.import.what')}</Table.Th>
            <Table.Th scope="col">{t('ui.import.result')}</Table.Th>
            {toggle ? <Table.Th scope="col">{t('ui.import.takeAlong')}</Table.Th> : null}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sorted.slice(0, shown).map((line) => (
            <Line
              key={line.line}
              line={line}
              skipped={skip?.has(line.line) ?? false}
              toggle={toggle}
              where={where}
            />
          ))}
        </Table.Tbody>
      </Table>
      {sorted.length > shown ? (
        <Button variant="subtle" onClick={() => setShown(shown + STEP)}>
          {t('ui.import.moreLines', { count: sorted.length - shown })}
        </Button>
      ) : null}
    </div>
  );
}

type LineProps = {
  line: ImportLine;
  skipped: boolean;
  toggle?: (line: number) => void;
  where?: (id: string) => Where;
};

function Line({ line, skipped, toggle, where }: LineProps) {
  const { t } = useTranslation();
  const code = useCodes();
  const field = useAnyCode();
  const reason = useReason();
  const refused = line.outcome === 'refused';
  return (
    <Table.Tr>
      <Table.Td>{line.line}</Table.Td>
      <Table.Td>
        {where && line.id && !toggle ? (
          <AppLink {...where(line.id)}>{line.label}</AppLink>
        ) : (
          line.label
        )}
      </Table.Td>
      <Table.Td>
        <Tag tone={refused ? 'attention' : 'calm'}>{code('ImportOutcome', line.outcome)}</Tag>
        {line.problems.map((problem) => (
          <Text key={`${problem.field}${problem.reason}`}>
            {`${field('field', problem.field)}: ${reason(problem.reason)}`}
            {problem.value ? ` (${problem.value})` : ''}
          </Text>
        ))}
        {line.likelyDuplicates.length ? (
          <Text>
            {t('ui.import.looksLike', { count: line.likelyDuplicates.length })}{' '}
            {where
              ? line.likelyDuplicates.map((id, index) => (
                  <AppLink key={id} {...where(id)}>{` ${index + 1} `}</AppLink>
                ))
              : null}
          </Text>
        ) : null}
      </Table.Td>
      {toggle ? (
        <Table.Td>
          {refused ? null : (
            <Checkbox
              aria-label={t('ui.import.takeLine', { line: line.line })}
              checked={!skipped}
              onChange={() => toggle(line.line)}
            />
          )}
        </Table.Td>
      ) : null}
    </Table.Tr>
  );
}
