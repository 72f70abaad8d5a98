import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { WaitingEntry } from '@katrol/proto/katrol/intake/v1/json';
import { IntakeService } from '#api/names.ts';
import { useAllRows } from '#api/pages.ts';
import { useBranch } from '#app/session.tsx';
import { useCodes } from '#ui/codes.ts';
import { Dialog } from '#ui/dialog.tsx';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { DataList } from '#ui/list/data-list.tsx';
import type { ListSetup } from '#ui/list/types.ts';
import { Empty, Page } from '#ui/page.tsx';
import { useUrl } from '#ui/url.ts';
import { daysSince, isoDay, When } from '#ui/when.tsx';

const { listWaiting, exportWaiting, recordWaitingContact } = IntakeService.method;

type Setup = ListSetup<typeof listWaiting>;

/** Who waits, in which order and why; when contact was and will be. */
export function WaitingPage() {
  const { t } = useTranslation();
  const { code: branchCode } = useBranch();
  const [search, change] = useUrl();
  const setup = useSetup(branchCode, (open) => change({ open }));
  return (
    <Page title={t('waiting.title')} lead={t('waiting.lead')}>
      <DataList setup={setup} />
      {search.open ? (
        <ContactDialog
          branchCode={branchCode}
          referralId={search.open}
          close={() => change({ open: undefined })}
        />
      ) : null}
    </Page>
  );
}

function useSetup(branchCode: string, open: (referralId: string) => void): Setup {
  const { t } = useTranslation();
  return {
    name: 'waiting',
    label: t('waiting.title'),
    rpc: listWaiting,
    of: { branchCode },
    export: exportWaiting,
    searchable: true,
    defaultSort: 'position',
    rowKey: (row) => row.referralId,
    where: (row) => ({ to: '/gezinnen/$id', params: { id: row.familyId } }),
    columns: useColumns(),
    filters: [
      { field: 'wait_reason', label: t('waiting.reason'), list: 'WaitReason' },
      { field: 'grade', label: t('ui.grades'), list: 'Grade' },
    ],
    action: (row) => (
      <Button
        size="sm"
        variant="light"
        onClick={() => open(row.referralId)}
        aria-label={t('waiting.recordFor', { name: row.familyName })}
      >
        {t('waiting.record')}
      </Button>
    ),
    empty: <Empty title={t('waiting.nobody')} />,
  };
}

function useColumns(): Setup['columns'] {
  const { t } = useTranslation();
  const code = useCodes();
  return [
    { id: 'family', label: t('ui.family'), cell: (row) => row.familyName || t('ui.family') },
    {
      id: 'position',
      label: t('waiting.position'),
      sort: 'position',
      cell: (row) => row.position,
    },
    {
      id: 'why',
      label: t('waiting.order'),
      cell: (row) => row.orderReasons.map((reason) => code('OrderReason', reason)).join(', '),
    },
    {
      id: 'grades',
      label: t('ui.grades'),
      cell: (row) => row.grades.map((grade) => code('Grade', grade)).join(', '),
    },
    {
      id: 'since',
      label: t('waiting.since'),
      sort: 'since',
      cell: (row) => <TimeLine of={row} />,
    },
    {
      id: 'reason',
      label: t('waiting.reason'),
      cell: (row) => code('WaitReason', row.waitReason),
    },
    {
      id: 'last',
      label: t('waiting.last'),
      cell: (row) => (row.lastContactOn ? <When at={row.lastContactOn} /> : t('waiting.noContact')),
    },
    {
      id: 'next',
      label: t('waiting.next'),
      sort: 'next_contact_on',
      cell: (row) => (row.nextContactOn ? <When at={row.nextContactOn} /> : ''),
    },
  ];
}

const FULL = 180;

function TimeLine({ of }: { of: WaitingEntry }) {
  const { t } = useTranslation();
  const days = of.waitingDays || daysSince(of.since);
  return (
    <div>
      <div className="bar" aria-hidden>
        <span style={{ width: `${Math.min(100, (days / FULL) * 100)}%` }} />
      </div>
      <Text className="quiet">
        {t('waiting.days', { count: days })}, <When at={of.since} />
      </Text>
    </div>
  );
}

function ContactDialog({
  branchCode,
  referralId,
  close,
}: {
  branchCode: string;
  referralId: string;
  close: () => void;
}) {
  const { t } = useTranslation();
  const all = useAllRows(listWaiting, { branchCode });
  const entry = all.data?.find(
    (one) => one.referralId === referralId || one.familyId === referralId,
  );
  return (
    <Dialog
      opened
      onClose={close}
      title={t('waiting.contactWith', { name: entry?.familyName ?? '' })}
    >
      {entry ? <ContactForm entry={entry} close={close} /> : null}
      {all.isSuccess && !entry ? <Text>{t('waiting.notWaiting')}</Text> : null}
    </Dialog>
  );
}

function ContactForm({ entry, close }: { entry: WaitingEntry; close: () => void }) {
  const { t } = useTranslation();
  const { referralId, revision } = entry;
  const form = useKatrolForm({
    rpc: recordWaitingContact,
    draft: `contact:${referralId}`,
    initial: { referralId, revision, occurredOn: isoDay() },
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="contact-form">
      <Field of={form} at="occurredOn" label={t('waiting.contactOn')} />
      <Field of={form} at="note" label={t('waiting.note')} />
      <Field
        of={form}
        at="nextContactOn"
        label={t('waiting.nextContact')}
        description={t('waiting.nextContactHelp')}
      />
    </FormFrame>
  );
}
