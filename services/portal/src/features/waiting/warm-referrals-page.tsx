import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Arrival } from '@katrol/proto/katrol/intake/v1/codes';
import type { WarmReferral } from '@katrol/proto/katrol/intake/v1/json';
import { IntakeService } from '#api/names.ts';
import { useAllRows, type RowOf } from '#api/pages.ts';
import { useBranch } from '#app/session.tsx';
import { useAnyCode, useCodes } from '#ui/codes.ts';
import { Dialog } from '#ui/dialog.tsx';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { DataList } from '#ui/list/data-list.tsx';
import type { ListSetup } from '#ui/list/types.ts';
import { GiveLink } from '#ui/links/give-link.tsx';
import { Empty, Page, Tag } from '#ui/page.tsx';
import { useUrl } from '#ui/url.ts';
import { isoDay, When } from '#ui/when.tsx';

const { listWarmReferrals, checkArrival } = IntakeService.method;
// nobody answers that it is still to be asked
const ANSWERS = Arrival.filter((arrival) => arrival !== 'open');

type Setup = ListSetup<typeof listWarmReferrals>;

/** Families led elsewhere: where to, handed over how, and did they arrive? */
export function WarmReferralsPage() {
  const { t } = useTranslation();
  const { code: branchCode } = useBranch();
  const [search, change] = useUrl();
  const setup = useSetup(branchCode, (open) => change({ open }));
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

function useSetup(branchCode: string, open: (id: string) => void): Setup {
  const { t } = useTranslation();
  return {
    name: 'warm-referrals',
    label: t('waiting.warmTitle'),
    rpc: listWarmReferrals,
    of: { branchCode },
    searchable: true,
    defaultSort: 'check_on',
    rowKey: (row) => row.warmReferral?.id ?? '',
    where: (row) => ({ to: '/gezinnen/$id', params: { id: row.warmReferral?.familyId ?? '' } }),
    columns: useColumns(),
    filters: [
      { field: 'outcome', label: t('waiting.arrived'), list: 'Arrival' },
      { field: 'place', label: t('waiting.place') },
    ],
    action: (row) =>
      ['arrived', 'not_wanted'].includes(row.warmReferral?.outcome ?? '') ? null : (
        <Group gap="xs">
          <LinkForPlace row={row} />
          <Button
            size="sm"
            variant="light"
            onClick={() => open(row.warmReferral?.id ?? '')}
            aria-label={t('waiting.askArrivedFor', { name: row.familyName })}
          >
            {t('waiting.askArrived')}
          </Button>
        </Group>
      ),
    empty: <Empty title={t('waiting.nobodyElsewhere')} />,
  };
}

/** A link with which the place itself says whether the family came. */
function LinkForPlace({ row }: { row: RowOf<typeof listWarmReferrals> }) {
  const { t } = useTranslation();
  const { code: branchCode } = useBranch();
  const [open, setOpen] = useState(false);
  const place = row.warmReferral?.place;
  if (!row.warmReferral || !place || row.warmReferral.stoppedOn) return null;
  const title = t('school.linkToPlaceFor', { place: place.name, name: row.familyName });
  return (
    <>
      <Button size="sm" variant="subtle" aria-label={title} onClick={() => setOpen(true)}>
        {t('school.linkToPlace')}
      </Button>
      <Dialog opened={open} onClose={() => setOpen(false)} title={title}>
        <GiveLink
          branchCode={branchCode}
          kind="receiver"
          objectId={row.warmReferral.id}
          personId={place.id}
          language="nl"
          phone={place.phone}
          hasQuestion={false}
          close={() => setOpen(false)}
        />
      </Dialog>
    </>
  );
}

function useColumns(): Setup['columns'] {
  const { t } = useTranslation();
  const code = useCodes();
  const anyCode = useAnyCode();
  return [
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
          {code('Arrival', row.warmReferral?.outcome ?? '')}
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
      cell: (row) => row.exclusions.map((one) => anyCode('exclusion', one)).join(', '),
    },
    {
      id: 'handOver',
      label: t('waiting.handOver'),
      off: true,
      cell: (row) => row.warmReferral?.handOver ?? '',
    },
  ];
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
  const all = useAllRows(listWarmReferrals, { branchCode });
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
  const again = (outcome: Arrival | '') => outcome === 'not_arrived' || outcome === 'not_known_yet';
  const form = useKatrolForm({
    rpc: checkArrival,
    draft: `arrival:${of.id}`,
    initial: {
      warmReferralId: of.id,
      revision: of.revision,
      checkOn: isoDay(14),
      occurredOn: isoDay(),
    },
    tidy: (values) => ({ ...values, checkOn: again(values.outcome) ? values.checkOn : '' }),
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="arrival-form">
      <Field of={form} at="outcome" label={t('waiting.arrived')} codes={ANSWERS} chips />
      <Field of={form} at="note" label={t('waiting.note')} />
      {again(form.values.outcome) ? (
        <Field of={form} at="checkOn" label={t('waiting.askAgainOn')} />
      ) : null}
      <Field of={form} at="occurredOn" label={t('waiting.contactOn')} />
    </FormFrame>
  );
}
