import { Button, Group, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ParkedEvent } from '@katrol/proto/katrol/common/v1/json';
import { ParkedService } from '#api/names.ts';
import { usePages } from '#api/pages.ts';
import { Dialog } from '#ui/dialog.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useCommand } from '#ui/form/use-command.ts';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { Page, Section, Waiting } from '#ui/page.tsx';
import { Trouble, useReason } from '#ui/refusal.tsx';
import { When } from '#ui/when.tsx';
import { SERVICES, type Service } from './services.ts';

const { listParked, releaseParked, repairParked, skipParked } = ParkedService.method;
const REFRESH_MS = 15_000;

type Open = 'repair' | 'skip';
type CardProps = { service: Service; row: ParkedEvent };

/** What services could not handle: see it, repair it, let it go on. Identifiers and codes only. */
export function ParkedPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('operator.parked')} lead={t('operator.parkedLead')}>
      {SERVICES.map((service) => (
        <ServiceParked key={service} service={service} />
      ))}
    </Page>
  );
}

function ServiceParked({ service }: { service: Service }) {
  const { t } = useTranslation();
  const list = usePages(listParked, { service }, {}, REFRESH_MS);
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  const total = list.data?.pages[0]?.info?.total ?? 0;
  return (
    <Section title={t(`operator.service.${service}`)}>
      {list.isPending ? <Waiting /> : null}
      {list.isError ? <Trouble error={list.error} retry={() => void list.refetch()} /> : null}
      {list.isSuccess ? (
        <p className="quiet" data-testid={`parked-count-${service}`}>
          {t('operator.parkedCount', { count: total })}
        </p>
      ) : null}
      <ul className="cards">
        {rows.map((row) => (
          <ParkedCard key={row.id} service={service} row={row} />
        ))}
      </ul>
      {list.hasNextPage ? (
        <Button variant="subtle" onClick={() => void list.fetchNextPage()}>
          {t('ui.list.more')}
        </Button>
      ) : null}
    </Section>
  );
}

function ParkedCard({ service, row }: CardProps) {
  const { t } = useTranslation();
  const reason = useReason();
  const [open, setOpen] = useState<Open>();
  const [still, setStill] = useState('');
  const close = () => setOpen(undefined);
  const what = row.type.split('.').at(-1) ?? row.type;
  return (
    <li className="card" data-testid="parked-event">
      <p className="tight">
        <span className="strong">{what}</span>{' '}
        <span className="quiet">
          {t('operator.toldBy', { source: row.source })} <When at={row.toldAt ?? ''} />
        </span>
      </p>
      <p className="tight">
        {reason(row.reason)} {row.behind > 0 ? t('operator.behind', { count: row.behind }) : ''}
      </p>
      <p className="tight quiet">{row.key}</p>
      {still ? (
        <p className="tight" role="status">
          {t('operator.stillParked', { reason: reason(still) })}
        </p>
      ) : null}
      {open === 'repair' ? (
        <RepairForm service={service} row={row} close={close} />
      ) : (
        <Actions service={service} row={row} what={what} tried={setStill} setOpen={setOpen} />
      )}
      <SkipDialog service={service} row={row} opened={open === 'skip'} close={close} />
    </li>
  );
}

type ActionProps = CardProps & {
  what: string;
  /** why it is still parked after another try; empty when it is not */
  tried: (still: string) => void;
  setOpen: (open: Open) => void;
};

function Actions({ service, row, what, tried, setOpen }: ActionProps) {
  const { t } = useTranslation();
  const { source, key } = row;
  const release = useCommand(releaseParked, {
    saved: t('operator.releaseTried'),
    done: (answer) => tried(answer.left > 0 ? answer.reason : ''),
  });
  return (
    <Group gap="xs">
      <Button
        size="sm"
        variant="light"
        loading={release.saving}
        onClick={() => void release.run({ service, source, key })}
        aria-label={t('operator.releaseOne', { what })}
      >
        {t('operator.release')}
      </Button>
      {row.payloadJson ? (
        <Button
          size="sm"
          variant="subtle"
          onClick={() => setOpen('repair')}
          aria-label={t('operator.repairOne', { what })}
        >
          {t('operator.repair')}
        </Button>
      ) : null}
      <Button
        size="sm"
        variant="subtle"
        onClick={() => setOpen('skip')}
        aria-label={t('operator.skipOne', { what })}
      >
        {t('operator.skip')}
      </Button>
    </Group>
  );
}

function RepairForm({ service, row, close }: CardProps & { close: () => void }) {
  const { t } = useTranslation();
  const { id, payloadJson } = row;
  const form = useKatrolForm({
    rpc: repairParked,
    draft: `parked:${id}`,
    initial: { service, id, payloadJson },
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="repair-form">
      <Textarea
        label={t('operator.payload')}
        description={t('operator.payloadHelp')}
        autosize
        minRows={6}
        maxRows={24}
        className="code"
        {...form.field('payloadJson')}
      />
    </FormFrame>
  );
}

type SkipProps = CardProps & { opened: boolean; close: () => void };

function SkipDialog({ service, row, opened, close }: SkipProps) {
  const { t } = useTranslation();
  const skip = useCommand(skipParked, { done: close });
  return (
    <Dialog opened={opened} onClose={close} title={t('operator.skipTitle')}>
      <p>{t('operator.skipText')}</p>
      <Group gap="xs">
        <Button
          color="red"
          loading={skip.saving}
          onClick={() => void skip.run({ service, id: row.id })}
        >
          {t('operator.skip')}
        </Button>
        <Button variant="subtle" onClick={close}>
          {t('ui.cancel')}
        </Button>
      </Group>
    </Dialog>
  );
}
