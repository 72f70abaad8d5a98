import { Alert, Button, Group, Stack } from '@mantine/core';
import { IconDeviceFloppy } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useOwnNames } from '../names/own-names.ts';
import { ErrorSummary } from '../refusal.tsx';
import { useSayDate } from '../when.tsx';
import type { KatrolForm } from './use-form.ts';

type Props<V> = {
  of: KatrolForm<V>;
  submit: string;
  cancel?: () => void;
  children: ReactNode;
  testId?: string;
};

/** The frame around every form: the draft offered back, errors on top, one save for the whole. */
export function FormFrame<V>({ of, submit, cancel, children, testId }: Props<V>) {
  const { t } = useTranslation();
  const own = useOwnNames();
  return (
    <form
      noValidate
      data-testid={testId}
      onSubmit={(event) => {
        event.preventDefault();
        void of.submit();
      }}
    >
      <Stack gap="md">
        {of.offer ? <DraftOffer of={of} /> : null}
        {of.refusal ? <ErrorSummary refusal={of.refusal} scope={of.scope} /> : null}
        {children}
        {own ? <own.Hint of={of} own={own.names} /> : null}
        <Group gap="sm" className="form-actions">
          <Button
            type="submit"
            loading={of.saving}
            loaderProps={{ 'aria-label': t('ui.form.saving') }}
          >
            {submit}
          </Button>
          {cancel ? (
            <Button type="button" variant="subtle" onClick={cancel}>
              {t('ui.cancel')}
            </Button>
          ) : null}
        </Group>
      </Stack>
    </form>
  );
}

function DraftOffer<V>({ of }: { of: KatrolForm<V> }) {
  const { t } = useTranslation();
  const sayDate = useSayDate();
  return (
    <Alert
      icon={<IconDeviceFloppy aria-hidden />}
      variant="outline"
      title={t('ui.form.draftTitle')}
      data-testid="draft-offer"
    >
      <p className="tight">{t('ui.form.draftText', { when: sayDate(of.offer?.savedAt ?? '') })}</p>
      <Group gap="xs">
        <Button size="sm" variant="light" type="button" onClick={of.takeOffer}>
          {t('ui.form.draftTake')}
        </Button>
        <Button size="sm" variant="subtle" type="button" onClick={of.dropOffer}>
          {t('ui.form.draftDrop')}
        </Button>
      </Group>
    </Alert>
  );
}
