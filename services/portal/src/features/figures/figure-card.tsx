import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Figure, Indicator } from '@katrol/proto/katrol/reporting/v1/json';
import { AppLink } from '#ui/link.tsx';
import type { Search } from '#ui/url.ts';
import { When } from '#ui/when.tsx';
import { useSay, useSayRow, useSayValue, useSchools } from './words.ts';

type Props = { figure: Figure; indicator: Indicator; list?: Search };

/** One figure: its bars are its table, beside each the year before, under it how it was counted. */
export function FigureCard({ figure, indicator, list }: Props) {
  const { t } = useTranslation();
  const say = useSay();
  const sayValue = useSayValue();
  const title = say(indicator.title);
  const { total, totalBefore, rows } = figure;
  return (
    <article className="card figure" data-testid={`figure-${indicator.code}`}>
      <header>
        <h3>{title}</h3>
        <p className="tight">
          <span className="figure-total">{sayValue(indicator, total)}</span>{' '}
          <span className="quiet">
            {t('figures.before', { count: sayValue(indicator, totalBefore) as never })}
          </span>
        </p>
      </header>
      {indicator.by === 'about' ? (
        <SchoolBars of={figure} indicator={indicator} title={title} />
      ) : indicator.by !== '' && rows.length > 0 ? (
        <Bars of={figure} indicator={indicator} title={title} />
      ) : null}
      <details className="quiet">
        <summary>{t('figures.counted')}</summary>
        <HowCounted of={indicator} />
      </details>
      {list && figure.countedFrom > 0 ? (
        <AppLink
          className="no-print"
          to="/cijfers/$indicator"
          params={{ indicator: indicator.code }}
          search={list}
          aria-label={t('figures.listOf', { what: title })}
        >
          {t('figures.list')}
        </AppLink>
      ) : null}
    </article>
  );
}

const SHOWN = 12;

type BarsProps = { of: Figure; indicator: Indicator; title: string };

/** Schools that nobody came from stand there too: who is missing is the question. */
function SchoolBars({ of, ...props }: BarsProps) {
  const counted = new Set(of.rows.map(({ code }) => code));
  const nobody = [...useSchools().keys()].filter((id) => !counted.has(id));
  const rows = [...of.rows, ...nobody.map((code) => ({ code, value: 0, before: 0 }))];
  return rows.length > 0 ? <Bars {...props} of={{ ...of, rows }} /> : null;
}

function Bars({ of, indicator, title }: BarsProps) {
  const { t } = useTranslation();
  const sayRow = useSayRow();
  const sayValue = useSayValue();
  const most = Math.max(1, ...of.rows.map(({ value, before }) => Math.max(value, before)));
  return (
    <table className="bars">
      <caption className="unseen">{title}</caption>
      <thead className="unseen">
        <tr>
          <th scope="col">{t('figures.what')}</th>
          <th scope="col">{t('figures.now')}</th>
          <th scope="col">{t('figures.beforePeriod')}</th>
        </tr>
      </thead>
      <tbody>
        {of.rows.slice(0, SHOWN).map(({ code, value, before }) => (
          <tr key={code}>
            <th scope="row">{sayRow(indicator, code)}</th>
            <td>
              <Bar share={value / most} says={sayValue(indicator, value)} />
            </td>
            <td className="quiet">{sayValue(indicator, before)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const Bar = ({ share, says }: { share: number; says: string }) => (
  <div className="bar-value">
    <span className="bar" aria-hidden>
      <span style={{ width: `${share * 100}%` }} />
    </span>
    <span className="strong">{says}</span>
  </div>
);

/** How a figure was counted: in words, its source, since when, and where it was counted otherwise. */
export function HowCounted({ of }: { of: Indicator }) {
  const { t } = useTranslation();
  const say = useSay();
  return (
    <div>
      <Text>{say(of.counted)}</Text>
      <Text>
        {t('figures.source')}: {of.source}
      </Text>
      <Text>
        {t('figures.since')} <When at={of.since} />
      </Text>
      {of.breaks.map(({ on, why }) => (
        <Text key={on}>{t('figures.breaks', { on, why: say(why) })}</Text>
      ))}
    </div>
  );
}
