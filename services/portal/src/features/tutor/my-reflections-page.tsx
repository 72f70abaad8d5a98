import { Alert, Button, Text } from '@mantine/core';
import { useQuery } from '#api/query.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reflection } from '@katrol/proto/katrol/volunteer_training/v1/json';
import { VolunteerTrainingService } from '#api/names.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useCommand } from '#ui/form/use-command.ts';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { Empty, Page, Section, Tag, Waiting } from '#ui/page.tsx';
import { Trouble } from '#ui/refusal.tsx';
import { isoDay, When } from '#ui/when.tsx';
import { useOwnNames } from '#ui/names/own-names.ts';
import { seemsNames } from '#ui/names/seems-names.ts';
import { WritesFreely } from './own-names.tsx';

/** The tutor's own reflections: written for oneself, shared or not. */
export function MyReflectionsPage() {
  return (
    <WritesFreely>
      <Reflections />
    </WritesFreely>
  );
}

function Reflections() {
  const { t } = useTranslation();
  const mine = useQuery(VolunteerTrainingService.method.listMyReflections, {
    options: { sort: '-occurred_on', limit: 200 },
  });
  const rows = mine.data?.rows ?? [];
  return (
    <Page title={t('tutor.reflections')} lead={t('tutor.reflectionsLead')}>
      <Section title={t('tutor.write')}>
        <ReflectionForm key={rows.length} />
      </Section>
      {mine.isError ? <Trouble error={mine.error} /> : null}
      {mine.isPending ? <Waiting /> : null}
      {mine.isSuccess && !rows.length ? <Empty title={t('tutor.noReflections')} /> : null}
      <ul className="plain" data-testid="reflections">
        {rows.map((one) => (
          <li key={one.id}>
            <One of={one} />
          </li>
        ))}
      </ul>
    </Page>
  );
}

function ReflectionForm({ of, close }: { of?: Reflection; close?: () => void }) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    rpc: VolunteerTrainingService.method.keepReflection,
    draft: `reflection:${of?.id ?? 'new'}`,
    initial: {
      id: of?.id,
      revision: of?.revision,
      text: of?.text,
      occurredOn: of?.occurredOn || isoDay(),
    },
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('tutor.saveReflection')} cancel={close} testId="reflection-form">
      <Field
        of={form}
        at="text"
        label={t('tutor.reflectionText')}
        description={t('tutor.noNames')}
        minRows={5}
      />
      <Field of={form} at="occurredOn" label={t('tutor.on')} maw={220} />
    </FormFrame>
  );
}

function One({ of }: { of: Reflection }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [warned, setWarned] = useState(false);
  const own = useOwnNames();
  const names = of.shared ? [] : seemsNames(of.text, own?.names);
  const share = useCommand(VolunteerTrainingService.method.shareReflection, {
    saved: of.shared ? t('tutor.unshared') : t('tutor.sharedNow'),
  });
  const turn = () => void share.run({ id: of.id, shared: !of.shared, revision: of.revision });
  return (
    <article className="section">
      <Text className="quiet">
        <When at={of.occurredOn} />{' '}
        <Tag tone={of.shared ? 'accent' : 'calm'}>
          {of.shared ? t('tutor.shared') : t('tutor.notShared')}
        </Tag>
      </Text>
      {open ? (
        <ReflectionForm of={of} close={() => setOpen(false)} />
      ) : (
        <Text style={{ whiteSpace: 'pre-wrap' }}>{of.text}</Text>
      )}
      {of.answer ? <blockquote className="quote">{of.answer}</blockquote> : null}
      <div role="status">
        {warned && names.length ? (
          <Alert
            variant="outline"
            mt="sm"
            title={t('ui.names.seems', { names: names.join(', ') })}
            data-testid="share-warning"
          >
            {t('tutor.shareWarning')}
          </Alert>
        ) : null}
      </div>
      {open ? null : (
        <div className="chips">
          <Button
            size="sm"
            variant="light"
            loading={share.saving}
            onClick={() => (names.length && !warned ? setWarned(true) : turn())}
          >
            {of.shared ? t('tutor.unshare') : t(warned ? 'tutor.shareAnyway' : 'tutor.share')}
          </Button>
          <Button size="sm" variant="subtle" onClick={() => setOpen(true)}>
            {t('ui.edit')}
          </Button>
        </div>
      )}
    </article>
  );
}
