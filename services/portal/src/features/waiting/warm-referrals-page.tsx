import { Button, Text, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { WarmReferral, WarmReferralRow } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { allRows } from '#api/pages.ts';
import { intake } from '#api/transport.ts';
import { useBranch } from '#app/session.tsx';
import { useCodes } from '#ui/codes.ts';
import { Dialog } from '#ui/dialog.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { OneOf } from '#ui/form/ticks.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { DataList } from '#ui/list/data-list.tsx';
import type { ListSetup } from '#ui/list/types.ts';
import { Empty, Page, Tag } from '#ui/page.tsx';
import { useUrl } from '#ui/url.ts';
import { isoDay, When } from '#ui/when.tsx';

/** Families led elsewhere: where to, handed over how, and did they arrive? */
export function WarmReferralsPage() {
  const { t } = useTranslation();
  const { code: branchCode } = useBranch();
  const [search, change] = useUrl();
  const open = useCallback((id: string) => change({ open: id }), [change]);
  const setup = useSetup(branchCode, open);
  return (
    <Page title={t('waiting.warmTitle')} lead={t('waiting.warmLead')}>
      <DataList setup={setup} />
      {search.open ? (
        <ArrivalDialog
          branchCode={branchCode}
          id={search.open}
          close={() => change({ open: undefined })}
        />
      ) : null}
    </Page>
  );
}

function useSetup(branchCode: string, open: (id: string) => void): ListSetup<WarmReferralRow> {
  const { t } = useTranslation();
  const code = useCodes();
  return useMemo(
    () => ({
      name: 'warm-referrals',
      label: t('waiting.warmTitle'),
      scope: branchCode,
      searchable: true,
      defaultSort: 'check_on',
      rowKey: (row) => row.warmReferral?.id ?? '',
      href: (row) => `/gezinnen/${row.warmReferral?.familyId ?? ''}`,
      load: (options) => intake.listWarmReferrals({ branchCode, options }),
      columns: [
        { id: 'family', label: t('ui.family'), cell: (row) => row.familyName || t('ui.family') },
        {
          id: 'place',
          label: t('waiting.place'),
          cell: (row) => row.warmReferral?.place?.name ?? '',
        },
        {
          id: 'outcome',
          label: t('waiting.arrived'),
          cell: (row) => (
            <Tag tone={row.warmReferral?.outcome === 'arrived' ? 'accent' : 'calm'}>
              {code('arrival', row.warmReferral?.outcome ?? '')}
            </Tag>
          ),
        },
        {
          id: 'occurred',
          label: t('waiting.ledOn'),
          sort: 'occurred_on',
          cell: (row) => <When at={row.warmReferral?.occurredOn ?? ''} />,
        },
        {
          id: 'check',
          label: t('waiting.askOn'),
          sort: 'check_on',
          cell: (row) => <When at={row.warmReferral?.checkOn ?? ''} />,
        },
        {
          id: 'exclusions',
          label: t('waiting.because'),
          cell: (row) => row.exclusions.map((one) => code('exclusion', one)).join(', '),
        },
        {
          id: 'handOver',
          label: t('waiting.handOver'),
          off: true,
          cell: (row) => row.warmReferral?.handOver ?? '',
        },
      ],
      filters: [
        { field: 'outcome', label: t('waiting.arrived'), say: (value) => code('arrival', value) },
        { field: 'place', label: t('waiting.place') },
      ],
      action: (row) =>
        row.warmReferral?.outcome === 'arrived' ? null : (
          <Button
            size="sm"
            variant="light"
            onClick={() => open(row.warmReferral?.id ?? '')}
            aria-label={t('waiting.askArrivedFor', { name: row.familyName })}
          >
            {t('waiting.askArrived')}
          </Button>
        ),
      empty: <Empty title={t('waiting.nobodyElsewhere')} />,
    }),
    [branchCode, t, code, open],
  );
}

function ArrivalDialog({
  branchCode,
  id,
  close,
}: {
  branchCode: string;
  id: string;
  close: () => void;
}) {
  const { t } = useTranslation();
  const all = useQuery({
    queryKey: ['warm-all', branchCode],
    queryFn: () => allRows((page) => intake.listWarmReferrals({ branchCode, options: page })),
  });
  const row = all.data?.find(
    (one) => one.warmReferral?.id === id || one.warmReferral?.familyId === id,
  );
  return (
    <Dialog
      opened
      onClose={close}
      title={t('waiting.didArrive', {
        name: row?.familyName ?? '',
        place: row?.warmReferral?.place?.name ?? '',
      })}
    >
      {row?.warmReferral ? <ArrivalForm of={row.warmReferral} close={close} /> : null}
      {all.isSuccess && !row ? <Text>{t('waiting.notFound')}</Text> : null}
    </Dialog>
  );
}

function ArrivalForm({ of, close }: { of: WarmReferral; close: () => void }) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    draft: `arrival:${of.id}`,
    initial: { outcome: '', note: '', checkOn: isoDay(14), occurredOn: isoDay() },
    call: (values, options) =>
      intake.checkArrival(
        {
          warmReferralId: of.id,
          revision: of.revision,
          ...values,
          checkOn: values.outcome === 'arrived' || values.outcome === '' ? '' : values.checkOn,
        },
        options,
      ),
    done: close,
  });
  const { values, setFieldValue } = form.form;
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="arrival-form">
      <OneOf
        label={t('waiting.arrived')}
        list="arrival"
        codes={['arrived', 'not_arrived', 'not_known_yet']}
        value={values.outcome}
        onChange={(outcome) => setFieldValue('outcome', outcome)}
        field="outcome"
      />
      <Textarea label={t('waiting.note')} {...form.field('note')} />
      {values.outcome === 'arrived' || values.outcome === '' ? null : (
        <TextInput type="date" label={t('waiting.askAgainOn')} {...form.field('checkOn')} />
      )}
      <TextInput type="date" label={t('waiting.contactOn')} {...form.field('occurredOn')} />
    </FormFrame>
  );
}
