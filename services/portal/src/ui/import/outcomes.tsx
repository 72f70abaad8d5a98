import { Button, Checkbox, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  ImportOutcome,
  type ImportLine,
  type ImportResponse,
} from '@katrol/proto/katrol/common/v1/list_pb';
import { useCodes } from '../codes.ts';
import { AppLink } from '../link.tsx';
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
          code('importOutcome', one),
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
  href?: (id: string) => string;
};
const STEP = 100;

/** One line, one outcome; the ones with a problem first. */
export function Lines({ lines, skip, toggle, href }: LinesProps) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(STEP);
  const sorted = [...lines].sort(
    (a, b) => Number(b.problems.length > 0) - Number(a.problems.length > 0) || a.line - b.line,
  );
  return (
    <div className="table-frame" role="region" aria-label={t('ui.import.lines')} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('ui.import.line')}</th>
            <th scope="col">{t('ui.import.what')}</th>
            <th scope="col">{t('ui.import.result')}</th>
            {toggle ? <th scope="col">{t('ui.import.takeAlong')}</th> : null}
          </tr>
        </thead>
        <tbody>
          {sorted.slice(0, shown).map((line) => (
            <Line
              key={line.line}
              line={line}
              skipped={skip?.has(line.line) ?? false}
              toggle={toggle}
              href={href}
            />
          ))}
        </tbody>
      </table>
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
  href?: (id: string) => string;
};

function Line({ line, skipped, toggle, href }: LineProps) {
  const { t } = useTranslation();
  const code = useCodes();
  const reason = useReason();
  const refused = line.outcome === ImportOutcome.REFUSED;
  return (
    <tr>
      <td>{line.line}</td>
      <td>
        {href && line.id && !toggle ? (
          <AppLink to={href(line.id)}>{line.label}</AppLink>
        ) : (
          line.label
        )}
      </td>
      <td>
        <Tag tone={refused ? 'attention' : 'calm'}>
          {code('importOutcome', ImportOutcome[line.outcome] ?? '')}
        </Tag>
        {line.problems.map((problem) => (
          <Text key={`${problem.field}${problem.reason}`}>
            {`${code('field', problem.field)}: ${reason(problem.reason)}`}
            {problem.value ? ` (${problem.value})` : ''}
          </Text>
        ))}
        {line.likelyDuplicates.length ? (
          <Text>
            {t('ui.import.looksLike', { count: line.likelyDuplicates.length })}{' '}
            {href
              ? line.likelyDuplicates.map((id, index) => (
                  <AppLink key={id} to={href(id)}>{` ${index + 1} `}</AppLink>
                ))
              : null}
          </Text>
        ) : null}
      </td>
      {toggle ? (
        <td>
          {refused ? null : (
            <Checkbox
              aria-label={t('ui.import.takeLine', { line: line.line })}
              checked={!skipped}
              onChange={() => toggle(line.line)}
            />
          )}
        </td>
      ) : null}
    </tr>
  );
}
