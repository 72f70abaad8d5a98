import { Button, Text, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { WaitingEntry } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { allRows } from '#api/pages.ts';
import { intake } from '#api/transport.ts';
import { useBranch } from '#app/session.tsx';
import { useCodes } from '#ui/codes.ts';
import { Dialog } from '#ui/dialog.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { DataList } from '#ui/list/data-list.tsx';
import type { ListSetup } from '#ui/list/types.ts';
import { Empty, Page } from '#ui/page.tsx';
import { useUrl } from '#ui/url.ts';
import { daysSince, isoDay, When } from '#ui/when.tsx';

/** Who waits, in which order and why; when contact was and will be. */
export function WaitingPage() {
  const { t } = useTranslation();
  const { code: branchCode } = useBranch();
  const [search, change] = useUrl();
  const open = useCallback((id: string) => change({ open: id }), [change]);
  const setup = useSetup(branchCode, open);
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

function useSetup(branchCode: string, open: (referralId: string) => void): ListSetup<WaitingEntry> {
  const { t } = useTranslation();
  const code = useCodes();
  return useMemo(
    () => ({
      name: 'waiting',
      label: t('waiting.title'),
      scope: branchCode,
      searchable: true,
      defaultSort: 'position',
      rowKey: (row) => row.referralId,
      href: (row) => `/gezinnen/${row.familyId}`,
      load: (options) => intake.listWaiting({ branchCode, options }),
      exportAll: (options) => intake.exportWaiting({ branchCode, options }),
      columns: [
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
          cell: (row) => row.orderReasons.map((reason) => code('orderReason', reason)).join(', '),
        },
        {
          id: 'grades',
          label: t('ui.grades'),
          cell: (row) =>
            row.grades
              .filter(Boolean)
              .map((grade) => code('grade', grade))
              .join(', '),
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
          cell: (row) => code('waitReason', row.waitReason),
        },
        {
          id: 'last',
          label: t('waiting.last'),
          cell: (row) =>
            row.lastContactOn ? <When at={row.lastContactOn} /> : t('waiting.noContact'),
        },
        {
          id: 'next',
          label: t('waiting.next'),
          sort: 'next_contact_on',
          cell: (row) => (row.nextContactOn ? <When at={row.nextContactOn} /> : ''),
        },
      ],
      filters: [
        {
          field: 'wait_reason',
          label: t('waiting.reason'),
          say: (value) => code('waitReason', value),
        },
        { field: 'grade', label: t('ui.grades'), say: (value) => code('grade', value) },
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
    }),
    [branchCode, t, code, open],
  );
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
  const all = useQuery({
    queryKey: ['waiting-all', branchCode],
    queryFn: () => allRows((page) => intake.listWaiting({ branchCode, options: page })),
  });
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
  const form = useKatrolForm({
    draft: `contact:${entry.referralId}`,
    initial: { occurredOn: isoDay(), note: '', nextContactOn: '' },
    call: (values, options) =>
      intake.recordWaitingContact(
        { referralId: entry.referralId, revision: entry.revision, ...values },
        options,
      ),
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="contact-form">
      <TextInput type="date" label={t('waiting.contactOn')} {...form.field('occurredOn')} />
      <Textarea label={t('waiting.note')} {...form.field('note')} />
      <TextInput
        type="date"
        label={t('waiting.nextContact')}
        description={t('waiting.nextContactHelp')}
        {...form.field('nextContactOn')}
      />
    </FormFrame>
  );
}
