import { Button, Group, Textarea } from '@mantine/core';
import { useInfiniteQuery } from '@connectrpc/connect-query';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ParkedEvent } from '@katrol/proto/katrol/common/v1/parked_pb';
import { ParkedService } from '#api/names.ts';
import { parked } from '#api/transport.ts';
import { Dialog } from '#ui/dialog.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useCommand, useKatrolForm } from '#ui/form/use-form.ts';
import { Page, Section, Waiting } from '#ui/page.tsx';
import { Trouble, useReason } from '#ui/refusal.tsx';
import { When } from '#ui/when.tsx';
import { SERVICES } from './services.ts';

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

function ServiceParked({ service }: { service: string }) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(
    ParkedService.method.listParked,
    { service, options: { cursor: '' } },
    {
      pageParamKey: 'options',
      getNextPageParam: (last) =>
        last.info?.nextCursor ? { cursor: last.info.nextCursor } : undefined,
      refetchInterval: 15_000,
    },
  );
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

function ParkedCard({ service, row }: { service: string; row: ParkedEvent }) {
  const { t } = useTranslation();
  const reason = useReason();
  const [open, setOpen] = useState<'repair' | 'skip'>();
  const [still, setStill] = useState('');
  const release = useCommand(
    (_: null, options) =>
      parked.releaseParked({ service, source: row.source, key: row.key }, options),
    {
      saved: t('operator.releaseTried'),
      done: (answer) => setStill(answer.left > 0 ? answer.reason : ''),
    },
  );
  const what = row.type.split('.').at(-1) ?? row.type;
  return (
    <li className="card" data-testid="parked-event">
      <p className="tight">
        <span className="strong">{what}</span>{' '}
        <span className="quiet">
          {t('operator.toldBy', { source: row.source })}{' '}
          <When at={row.toldAt ? timestampDate(row.toldAt).toISOString() : ''} />
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
        <RepairForm service={service} row={row} close={() => setOpen(undefined)} />
      ) : (
        <Group gap="xs">
          <Button
            size="sm"
            variant="light"
            loading={release.saving}
            onClick={() => void release.run(null)}
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
      )}
      <SkipDialog
        service={service}
        row={row}
        opened={open === 'skip'}
        close={() => setOpen(undefined)}
      />
    </li>
  );
}

function RepairForm({
  service,
  row,
  close,
}: {
  service: string;
  row: ParkedEvent;
  close: () => void;
}) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    draft: `parked:${row.id}`,
    initial: { payloadJson: row.payloadJson },
    call: ({ payloadJson }, options) =>
      parked.repairParked({ service, id: row.id, payloadJson }, options),
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

function SkipDialog({
  service,
  row,
  opened,
  close,
}: {
  service: string;
  row: ParkedEvent;
  opened: boolean;
  close: () => void;
}) {
  const { t } = useTranslation();
  const skip = useCommand(
    (_: null, options) => parked.skipParked({ service, id: row.id }, options),
    { done: close },
  );
  return (
    <Dialog opened={opened} onClose={close} title={t('operator.skipTitle')}>
      <p>{t('operator.skipText')}</p>
      <Group gap="xs">
        <Button color="red" loading={skip.saving} onClick={() => void skip.run(null)}>
          {t('operator.skip')}
        </Button>
        <Button variant="subtle" onClick={close}>
          {t('ui.cancel')}
        </Button>
      </Group>
    </Dialog>
  );
}
