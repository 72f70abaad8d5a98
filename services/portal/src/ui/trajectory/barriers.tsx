import { Button, NativeSelect, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Barrier } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { BARRIER_DOMAINS, useChoices, useCodes } from '../codes.ts';
import { FormFrame } from '../form/form-frame.tsx';
import { OneOf } from '../form/ticks.tsx';
import { useKatrolForm } from '../form/use-form.ts';
import { Section, Tag } from '../page.tsx';
import type { PlanProps } from './commands.ts';
import { asLines, asText } from './lines.ts';

/** Barriers by life domain, each with its levers and the services around it. Never a score. */
export function Barriers({ of, commands }: PlanProps) {
  const { t } = useTranslation();
  const code = useCodes();
  const [open, setOpen] = useState('');
  const close = () => setOpen('');
  const domains = [...new Set(of.barriers.map((barrier) => barrier.lifeDomain))];
  return (
    <Section
      title={t('trajectory.barriers')}
      id="drempels"
      actions={
        <Button size="sm" variant="subtle" onClick={() => setOpen('new')}>
          {t('trajectory.addBarrier')}
        </Button>
      }
    >
      {of.barriers.length || open ? null : (
        <Text className="quiet">{t('trajectory.noBarriers')}</Text>
      )}
      <dl className="plain">
        {domains.map((domain) => (
          <div key={domain}>
            <dt className="strong">{code('domain', domain)}</dt>
            {of.barriers
              .filter((barrier) => barrier.lifeDomain === domain)
              .map((barrier) => (
                <dd key={barrier.id} style={{ margin: 0 }}>
                  {open === barrier.id ? (
                    <BarrierForm of={of} commands={commands} barrier={barrier} close={close} />
                  ) : (
                    <BarrierLine barrier={barrier} edit={() => setOpen(barrier.id)} />
                  )}
                </dd>
              ))}
          </div>
        ))}
      </dl>
      {open === 'new' ? <BarrierForm of={of} commands={commands} close={close} /> : null}
    </Section>
  );
}

function BarrierLine({ barrier, edit }: { barrier: Barrier; edit: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="line">
      <div>
        <Text>
          {barrier.text}{' '}
          {barrier.status === 'eased' ? <Tag tone="accent">{t('trajectory.eased')}</Tag> : null}
        </Text>
        {barrier.levers.length ? (
          <Text>
            {t('trajectory.levers')}: {barrier.levers.join('; ')}
          </Text>
        ) : null}
        {barrier.servicesInvolved.length ? (
          <Text className="quiet">
            {t('trajectory.services')}: {barrier.servicesInvolved.join('; ')}
          </Text>
        ) : null}
      </div>
      <Button
        size="sm"
        variant="subtle"
        onClick={edit}
        aria-label={t('trajectory.editBarrier', { barrier: barrier.text })}
      >
        {t('ui.edit')}
      </Button>
    </div>
  );
}

function BarrierForm({
  of,
  commands,
  barrier,
  close,
}: PlanProps & { barrier?: Barrier; close: () => void }) {
  const { t } = useTranslation();
  const choices = useChoices();
  const form = useKatrolForm({
    draft: `barrier:${barrier?.id ?? `new-${of.id}`}`,
    initial: {
      lifeDomain: barrier?.lifeDomain ?? 'housing',
      text: barrier?.text ?? '',
      levers: asText(barrier?.levers),
      servicesInvolved: asText(barrier?.servicesInvolved),
      status: barrier?.status || 'open',
    },
    prefix: 'barrier',
    call: (values, options) =>
      commands.keepBarrier(
        {
          barrier: {
            ...values,
            levers: asLines(values.levers),
            servicesInvolved: asLines(values.servicesInvolved),
            id: barrier?.id ?? '',
            trajectoryId: of.id,
            revision: barrier?.revision ?? 0,
          },
        },
        options,
      ),
    done: close,
  });
  const { values, setFieldValue } = form.form;
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="barrier-form">
      <NativeSelect
        label={t('trajectory.lifeDomain')}
        data={choices('domain', BARRIER_DOMAINS)}
        {...form.field('lifeDomain')}
      />
      <Textarea label={t('trajectory.barrierText')} {...form.field('text')} />
      <Textarea
        label={t('trajectory.leversText')}
        description={t('trajectory.onePerLine')}
        {...form.field('levers')}
      />
      <Textarea
        label={t('trajectory.servicesText')}
        description={t('trajectory.onePerLine')}
        {...form.field('servicesInvolved')}
      />
      {barrier ? (
        <OneOf
          label={t('trajectory.goalStatus')}
          list="goalStatus"
          codes={['open', 'eased']}
          value={values.status}
          onChange={(status) => setFieldValue('status', status)}
          field="status"
        />
      ) : null}
    </FormFrame>
  );
}
