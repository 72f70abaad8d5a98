import { Button, Checkbox, Popover, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconColumns, IconDownload, IconFilter, IconSearch } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Rpc } from '#api/call.ts';
import { refusalOf } from '#api/refusal.ts';
import { useAnyCode } from '../codes.ts';
import { download } from '../download.ts';
import { tell } from '../notice.ts';
import { useReason } from '../refusal.tsx';
import { isoDay } from '../when.tsx';
import type { FilterChoice, ListSetup } from './types.ts';
import type { ListTable } from './use-list-table.ts';
import type { useList } from './use-list.ts';

type List<M extends Rpc> = ReturnType<typeof useList<M>>;
type Props<M extends Rpc> = { setup: ListSetup<M>; list: List<M>; table: ListTable<M> };

/** What stands above a list: search, filters with counts, columns, export. */
export function Toolbar<M extends Rpc>({ setup, list, table }: Props<M>) {
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
        {table
          .getAllLeafColumns()
          .filter((column) => column.getCanHide())
          .map((column) => (
            <Checkbox
              key={column.id}
              label={String(column.columnDef.header)}
              checked={column.getIsVisible()}
              onChange={column.getToggleVisibilityHandler()}
            />
          ))}
      </Fold>
      {setup.export ? (
        <ExportButton name={setup.name} rpc={setup.export} of={setup.of} list={list} />
      ) : null}
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
    <Popover position="bottom-start" withinPortal={false} shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          className="fold"
          leftSection={icon}
          rightSection={count ? <span className="count">{count}</span> : null}
        >
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className="fold-body">{children}</Popover.Dropdown>
    </Popover>
  );
}

function FilterBox<M extends Rpc>({ filter, list }: { filter: FilterChoice; list: List<M> }) {
  const chosen = list.options.filters.find((one) => one.field === filter.field)?.values ?? [];
  const facet = list.info?.facets.find((one) => one.field === filter.field)?.values ?? [];
  const counted = [
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
        <DayRange chosen={chosen} set={set} />
      ) : (
        <ValueTicks filter={filter} counted={counted} chosen={chosen} set={set} />
      )}
    </Fold>
  );
}

type ChoiceProps = { chosen: string[]; set: (next: string[]) => void };

function DayRange({ chosen, set }: ChoiceProps) {
  const { t } = useTranslation();
  const [from = '', until = ''] = chosen;
  return (
    <>
      <TextInput
        type="date"
        label={t('ui.list.from')}
        value={from}
        onChange={(event) => set([event.currentTarget.value, until])}
      />
      <TextInput
        type="date"
        label={t('ui.list.until')}
        value={until}
        onChange={(event) => set([from, event.currentTarget.value])}
      />
    </>
  );
}

type TicksProps = ChoiceProps & {
  filter: FilterChoice;
  counted: { value: string; count: number }[];
};

function ValueTicks({ filter, counted, chosen, set }: TicksProps) {
  const { t } = useTranslation();
  const say = useAnyCode();
  if (!counted.length) return <span className="quiet">{t('ui.list.noValues')}</span>;
  return counted.map(({ value, count }) => (
    <Checkbox
      key={value}
      label={
        <span>
          {filter.list ? say(filter.list, value) : (filter.say?.(value) ?? value)}{' '}
          <span className="quiet">({count})</span>
        </span>
      }
      checked={chosen.includes(value)}
      onChange={(event) =>
        set(
          event.currentTarget.checked ? [...chosen, value] : chosen.filter((one) => one !== value),
        )
      }
    />
  ));
}

type ExportProps<M extends Rpc> = { name: string; rpc: Rpc; of: object; list: List<M> };

function ExportButton<M extends Rpc>({ name, rpc, of, list }: ExportProps<M>) {
  const { t } = useTranslation();
  const reason = useReason();
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      const options = { ...list.options, cursor: '', limit: 0 };
      await download(`${name}-${isoDay()}.csv`, rpc, { ...of, options });
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
