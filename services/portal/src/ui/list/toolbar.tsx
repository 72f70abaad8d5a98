import { Button, Checkbox, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconColumns, IconDownload, IconFilter, IconSearch } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { refusalOf } from '#api/refusal.ts';
import { download } from '../download.ts';
import { tell } from '../notice.ts';
import { useReason } from '../refusal.tsx';
import { isoDay } from '../when.tsx';
import type { FilterChoice, ListSetup } from './types.ts';
import type { useColumns } from './use-columns.ts';
import type { useList } from './use-list.ts';

type List<R> = ReturnType<typeof useList<R>>;
type Props<R> = { setup: ListSetup<R>; list: List<R>; columns: ReturnType<typeof useColumns<R>> };

/** What stands above a list: search, filters with counts, columns, export. */
export function Toolbar<R>({ setup, list, columns }: Props<R>) {
  const { t } = useTranslation();
  return (
    <div className="toolbar no-print" role="search" aria-label={setup.label}>
      {setup.searchable ? (
        <SearchBox value={list.options.search} onChange={(q) => list.change({ q })} />
      ) : null}
      {(setup.filters ?? []).map((filter) => (
        <FilterBox key={filter.field} filter={filter} list={list} />
      ))}
      <Fold icon={<IconColumns size={17} aria-hidden />} label={t('ui.list.columns')}>
        {setup.columns.slice(1).map((column) => (
          <Checkbox
            key={column.id}
            label={column.label}
            checked={columns.kept.includes(column.id)}
            onChange={(event) =>
              columns.keep(
                event.currentTarget.checked
                  ? [...columns.kept, column.id]
                  : columns.kept.filter((one) => one !== column.id),
              )
            }
          />
        ))}
      </Fold>
      {setup.exportAll ? <ExportButton setup={setup} list={list} /> : null}
    </div>
  );
}

function SearchBox({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  const [seen, setSeen] = useState(value);
  const tell = useDebouncedCallback(onChange, 250);
  if (value !== seen) {
    setSeen(value);
    setText(value);
  }
  return (
    <TextInput
      type="search"
      className="search"
      aria-label={t('ui.list.search')}
      placeholder={t('ui.list.search')}
      leftSection={<IconSearch size={17} aria-hidden />}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        tell(event.currentTarget.value);
      }}
    />
  );
}

function Fold({
  icon,
  label,
  count = 0,
  children,
}: {
  icon: ReactNode;
  label: string;
  count?: number;
  children: ReactNode;
}) {
  return (
    <details className="fold">
      <summary>
        {icon}
        <span>{label}</span>
        {count ? <span className="count">{count}</span> : null}
      </summary>
      <div className="fold-body">{children}</div>
    </details>
  );
}

function FilterBox<R>({ filter, list }: { filter: FilterChoice; list: List<R> }) {
  const { t } = useTranslation();
  const chosen = list.options.filters.find((one) => one.field === filter.field)?.values ?? [];
  const facet = list.info?.facets.find((one) => one.field === filter.field)?.values ?? [];
  const values = [
    ...facet,
    ...chosen
      .filter((value) => !facet.some((one) => one.value === value))
      .map((value) => ({ value, count: 0 })),
  ];
  const set = (next: string[]) =>
    list.change({ [filter.field]: next.some(Boolean) ? next.join(',') : undefined });
  return (
    <Fold
      icon={<IconFilter size={17} aria-hidden />}
      label={filter.label}
      count={chosen.filter(Boolean).length}
    >
      {filter.dates ? (
        <>
          <TextInput
            type="date"
            label={t('ui.list.from')}
            value={chosen[0] ?? ''}
            onChange={(event) => set([event.currentTarget.value, chosen[1] ?? ''])}
          />
          <TextInput
            type="date"
            label={t('ui.list.until')}
            value={chosen[1] ?? ''}
            onChange={(event) => set([chosen[0] ?? '', event.currentTarget.value])}
          />
        </>
      ) : null}
      {!filter.dates && !values.length ? (
        <span className="quiet">{t('ui.list.noValues')}</span>
      ) : null}
      {filter.dates
        ? null
        : values.map(({ value, count }) => (
            <Checkbox
              key={value}
              label={
                <span>
                  {filter.say ? filter.say(value) : value} <span className="quiet">({count})</span>
                </span>
              }
              checked={chosen.includes(value)}
              onChange={(event) =>
                set(
                  event.currentTarget.checked
                    ? [...chosen, value]
                    : chosen.filter((one) => one !== value),
                )
              }
            />
          ))}
    </Fold>
  );
}

function ExportButton<R>({ setup, list }: { setup: ListSetup<R>; list: List<R> }) {
  const { t } = useTranslation();
  const reason = useReason();
  const [busy, setBusy] = useState(false);
  const run = async () => {
    if (!setup.exportAll) return;
    setBusy(true);
    try {
      await download(
        `${setup.name}-${isoDay()}.csv`,
        setup.exportAll({ ...list.options, cursor: '', limit: 0 }),
      );
    } catch (error) {
      const refusal = refusalOf(error);
      tell({ tone: 'trouble', message: reason(refusal.reason, refusal.code) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button
      variant="light"
      loading={busy}
      leftSection={<IconDownload size={17} aria-hidden />}
      onClick={() => void run()}
      data-testid="export"
    >
      {t('ui.list.export')}
    </Button>
  );
}
