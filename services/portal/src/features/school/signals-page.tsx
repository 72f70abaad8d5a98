import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Signal } from '@katrol/proto/katrol/school_liaison/v1/json';
import { SchoolLiaisonService } from '#api/names.ts';
import { useBranch } from '#app/session.tsx';
import { useAnyCode } from '#ui/codes.ts';
import { Dialog } from '#ui/dialog.tsx';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useCommand } from '#ui/form/use-command.ts';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { DataList } from '#ui/list/data-list.tsx';
import type { ListSetup } from '#ui/list/types.ts';
import { useOpened } from '#ui/list/use-opened.ts';
import { Empty, Page } from '#ui/page.tsx';
import { When } from '#ui/when.tsx';

const { listSignals, raiseSignal, followSignal } = SchoolLiaisonService.method;
type Setup = ListSetup<typeof listSignals>;

/** What schools could do otherwise, counted with others like it, and what came of it. */
export function SignalsPage() {
  const { t } = useTranslation();
  const { code: branchCode } = useBranch();
  const { opened, open } = useOpened(listSignals, { branchCode }, (row) => row.id);
  const close = () => open(undefined);
  return (
    <Page
      title={t('school.signals')}
      lead={t('school.signalsLead')}
      actions={<Button onClick={() => open('new')}>{t('school.raise')}</Button>}
    >
      <DataList setup={useSetup(branchCode, open)} />
      <Dialog
        opened={Boolean(opened)}
        onClose={close}
        title={opened === 'new' ? t('school.raise') : t('school.follow')}
      >
        {opened === 'new' ? (
          <RaiseForm branchCode={branchCode} close={close} />
        ) : opened ? (
          <FollowForm signal={opened} close={close} />
        ) : null}
      </Dialog>
    </Page>
  );
}

function useSetup(branchCode: string, open: (id: string) => void): Setup {
  const { t } = useTranslation();
  const code = useAnyCode();
  return {
    name: 'signals',
    label: t('school.signals'),
    rpc: listSignals,
    of: { branchCode },
    defaultSort: '-raised_on',
    rowKey: (row) => row.id,
    columns: [
      { id: 'text', label: t('school.signalText'), cell: (row) => row.text },
      { id: 'theme', label: t('school.theme'), cell: (row) => code('SignalTheme', row.theme) },
      { id: 'status', label: t('school.status'), cell: (row) => code('SignalStatus', row.status) },
      {
        id: 'seenBy',
        label: t('school.seenBy'),
        sort: 'seen_by',
        cell: (row) => String(row.seenBy),
      },
      { id: 'takenUpBy', label: t('school.takenUpBy'), cell: (row) => row.takenUpBy },
      { id: 'outcome', label: t('school.outcome'), cell: (row) => row.outcome },
      {
        id: 'raisedOn',
        label: t('school.raisedOn'),
        sort: 'raised_on',
        cell: (row) => <When at={row.raisedOn} />,
      },
    ],
    filters: [
      { field: 'theme', label: t('school.theme'), list: 'SignalTheme' },
      { field: 'status', label: t('school.status'), list: 'SignalStatus' },
    ],
    action: (row) => <Actions signal={row} branchCode={branchCode} open={open} />,
    empty: <Empty title={t('school.signalsEmpty')} />,
  };
}

type RowProps = { signal: Signal; branchCode: string; open: (id: string) => void };

function Actions({ signal, branchCode, open }: RowProps) {
  const { t } = useTranslation();
  const raise = useCommand(raiseSignal);
  const { id: sameAsId, theme, text } = signal;
  if (signal.status === 'closed') return null;
  return (
    <Group gap="xs">
      <Button
        size="sm"
        variant="light"
        aria-label={t('school.followOne', { what: text })}
        onClick={() => open(signal.id)}
      >
        {t('school.follow')}
      </Button>
      <Button
        size="sm"
        variant="subtle"
        loading={raise.saving}
        aria-label={t('school.sameOne', { what: text })}
        onClick={() => void raise.run({ branchCode, theme, text, sameAsId })}
      >
        {t('school.same')}
      </Button>
    </Group>
  );
}

function RaiseForm({ branchCode, close }: { branchCode: string; close: () => void }) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    rpc: raiseSignal,
    draft: 'signal:new',
    initial: { branchCode, theme: 'homework' },
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('school.raise')} cancel={close} testId="raise-form">
      <Field of={form} at="theme" label={t('school.theme')} chips />
      <Field
        of={form}
        at="text"
        label={t('school.signalText')}
        description={t('school.signalHelp')}
        minRows={3}
      />
    </FormFrame>
  );
}

function FollowForm({ signal, close }: { signal: Signal; close: () => void }) {
  const { t } = useTranslation();
  const { id: signalId, revision, takenUpBy, lookAgainOn } = signal;
  const form = useKatrolForm({
    rpc: followSignal,
    draft: `signal:${signalId}`,
    initial: { signalId, revision, takenUpBy, lookAgainOn },
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="follow-form">
      <Field of={form} at="takenUpBy" label={t('school.takenUpBy')} />
      <Field of={form} at="lookAgainOn" label={t('school.lookAgainOn')} />
      <Field of={form} at="outcome" label={t('school.signalOutcome')} />
    </FormFrame>
  );
}
