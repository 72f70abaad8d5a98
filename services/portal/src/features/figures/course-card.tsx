import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Course, Indicator } from '@katrol/proto/katrol/reporting/v1/json';
import { HowCounted } from './figure-card.tsx';
import { useSay, useSayMonth, useSayRow } from './words.ts';

const WIDTH = 340;
const HEIGHT = 120;
const LEFT = 28;
const BOTTOM = 16;
const TOP = 8;

type Line = { code: string; label: string; values: number[] };

/** A figure month by month: a line for each of its codes, and the same in a table. */
export function CourseCard({ of }: { of: Course }) {
  const { t } = useTranslation();
  const say = useSay();
  const sayRow = useSayRow();
  const { indicator, points } = of;
  if (!indicator || points.length === 0) return null;
  const months = [...new Set(points.map(({ month }) => month))];
  const codes = [...new Set(points.map(({ code }) => code))];
  const lines = codes.map((code) => ({
    code,
    label: indicator.by === '' ? t('figures.number') : sayRow(indicator, code),
    values: points.filter((one) => one.code === code).map(({ value }) => value),
  }));
  return (
    <article className="card figure course" data-testid={`course-${indicator.code}`}>
      <h3>{say(indicator.title)}</h3>
      <Picture lines={lines} months={months} title={say(indicator.title)} />
      <MonthTable lines={lines} months={months} of={indicator} />
      <details className="quiet">
        <summary>{t('figures.counted')}</summary>
        <HowCounted of={indicator} />
      </details>
    </article>
  );
}

type Shown = { lines: Line[]; months: string[] };

/** Steps of a scale that people count in: at most five of them, from nought. */
function scale(most: number): number[] {
  const rough = Math.max(1, most) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(
    1,
    [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough) ?? 1,
  );
  return Array.from({ length: Math.ceil(Math.max(1, most) / step) + 1 }, (_, at) => at * step);
}

/** Lines are told apart by how they are drawn, so that they are on paper without colour too. */
function Picture({ lines, months, title }: Shown & { title: string }) {
  const { t } = useTranslation();
  const sayMonth = useSayMonth();
  const steps = scale(Math.max(...lines.flatMap(({ values }) => values)));
  const top = steps.at(-1) ?? 1;
  const x = (at: number) => LEFT + (at / Math.max(1, months.length - 1)) * (WIDTH - LEFT - 8);
  const y = (value: number) => TOP + (1 - value / top) * (HEIGHT - TOP - BOTTOM);
  const words = lines.map(({ label, values }) =>
    t('figures.courseWords', {
      what: label,
      least: Math.min(...values),
      most: Math.max(...values),
    }),
  );
  return (
    <figure className="picture">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={`${title}: ${words.join('; ')}`}
      >
        {steps.map((step) => (
          <g key={step} className="course-step">
            <line x1={LEFT} x2={WIDTH - 8} y1={y(step)} y2={y(step)} />
            <text x={LEFT - 4} y={y(step) + 3} textAnchor="end">
              {step}
            </text>
          </g>
        ))}
        {lines.map(({ code, values }, at) => (
          <g key={code} className={`course-line way-${at % 3}`}>
            <polyline points={values.map((value, i) => `${x(i)},${y(value)}`).join(' ')} />
            {values.map((value, i) => (
              <circle key={months[i]} cx={x(i)} cy={y(value)} r={2.4} />
            ))}
          </g>
        ))}
        <g className="course-step">
          <text x={LEFT} y={HEIGHT - 3}>
            {sayMonth(months[0] ?? '')}
          </text>
          {months.length > 1 ? (
            <text x={WIDTH - 8} y={HEIGHT - 3} textAnchor="end">
              {sayMonth(months.at(-1) ?? '')}
            </text>
          ) : null}
        </g>
      </svg>
      {lines.length > 1 ? <Key lines={lines} /> : null}
    </figure>
  );
}

const Key = ({ lines }: { lines: Line[] }) => (
  <figcaption>
    {lines.map(({ code, label }, at) => (
      <span key={code} className="course-key">
        <svg viewBox="0 0 26 8" aria-hidden>
          <g className={`course-line way-${at % 3}`}>
            <polyline points="1,4 25,4" />
            <circle cx={13} cy={4} r={2.4} />
          </g>
        </svg>
        {label}
      </span>
    ))}
  </figcaption>
);

function MonthTable({ lines, months, of }: Shown & { of: Indicator }) {
  const { t } = useTranslation();
  const say = useSay();
  const sayMonth = useSayMonth();
  return (
    <details>
      <summary>{t('figures.asTable')}</summary>
      <Table>
        <caption className="unseen">{say(of.title)}</caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('figures.month')}</Table.Th>
            {lines.map(({ code, label }) => (
              <Table.Th scope="col" key={code}>
                {label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {months.map((month, at) => (
            <Table.Tr key={month}>
              <Table.Th scope="row">{sayMonth(month)}</Table.Th>
              {lines.map(({ code, values }) => (
                <Table.Td key={code}>{values[at]}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </details>
  );
}
