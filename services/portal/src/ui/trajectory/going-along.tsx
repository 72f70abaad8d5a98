import { Button, NativeSelect, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GoingAlong } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { useCodes } from '../codes.ts';
import { FormFrame } from '../form/form-frame.tsx';
import { OneOf, Ticks } from '../form/ticks.tsx';
import { useKatrolForm } from '../form/use-form.ts';
import { Section, Tag } from '../page.tsx';
import { isoDay, When } from '../when.tsx';
import type { PlanProps } from './commands.ts';

/** Going along to a service, with what came of it. */
export function GoingAlongPart({ of, commands }: PlanProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState('');
  const close = () => setOpen('');
  return (
    <Section
      title={t('trajectory.goingAlong')}
      id="meegaan"
      actions={
        <Button size="sm" variant="subtle" onClick={() => setOpen('new')}>
          {t('trajectory.addGoingAlong')}
        </Button>
      }
    >
      {of.goingAlong.length || open ? null : (
        <Text className="quiet">{t('trajectory.noGoingAlong')}</Text>
      )}
      <ul className="plain">
        {of.goingAlong.map((one) => (
          <li key={one.id}>
            {open === one.id ? (
              <GoingAlongForm of={of} commands={commands} one={one} close={close} />
            ) : (
              <GoingAlongLine one={one} edit={() => setOpen(one.id)} />
            )}
          </li>
        ))}
      </ul>
      {open === 'new' ? <GoingAlongForm of={of} commands={commands} close={close} /> : null}
    </Section>
  );
}

function GoingAlongLine({ one, edit }: { one: GoingAlong; edit: () => void }) {
  const { t } = useTranslation();
  const code = useCodes();
  return (
    <div className="line">
      <div>
        <Text>
          {one.service}{' '}
          <Tag tone={one.outcome === 'reached' ? 'accent' : 'calm'}>
            {code('alongOutcome', one.outcome)}
          </Tag>
        </Text>
        <Text className="quiet">
          <When at={one.occurredOn} /> · {one.whoWent.map((who) => code('who', who)).join(', ')}
        </Text>
        {one.whatNext ? (
          <Text>
            {t('trajectory.then')} {one.whatNext}
          </Text>
        ) : null}
      </div>
      <Button
        size="sm"
        variant="subtle"
        onClick={edit}
        aria-label={t('trajectory.editGoingAlong', { service: one.service })}
      >
        {t('ui.edit')}
      </Button>
    </div>
  );
}

function GoingAlongForm({
  of,
  commands,
  one,
  close,
}: PlanProps & { one?: GoingAlong; close: () => void }) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    draft: `going-along:${one?.id ?? `new-${of.id}`}`,
    initial: {
      service: one?.service ?? '',
      occurredOn: one?.occurredOn || isoDay(),
      whoWent: one?.whoWent ?? ['parent', 'tutor'],
      outcome: one?.outcome || 'planned',
      whatNext: one?.whatNext ?? '',
      barrierId: one?.barrierId ?? '',
    },
    prefix: 'goingAlong',
    call: (values, options) =>
      commands.keepGoingAlong(
        {
          goingAlong: {
            ...values,
            id: one?.id ?? '',
            trajectoryId: of.id,
            revision: one?.revision ?? 0,
          },
        },
        options,
      ),
    done: close,
  });
  const { values, setFieldValue } = form.form;
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="going-along-form">
      <TextInput label={t('trajectory.service')} {...form.field('service')} />
      <TextInput type="date" label={t('trajectory.on')} maw={220} {...form.field('occurredOn')} />
      <Ticks
        label={t('trajectory.whoWent')}
        list="who"
        codes={['parent', 'child', 'tutor', 'coordinator']}
        value={values.whoWent}
        onChange={(whoWent) => setFieldValue('whoWent', whoWent)}
        field="whoWent"
      />
      <OneOf
        label={t('trajectory.outcome')}
        list="alongOutcome"
        codes={['planned', 'reached', 'not_reached']}
        value={values.outcome}
        onChange={(outcome) => setFieldValue('outcome', outcome)}
        field="outcome"
      />
      <Textarea label={t('trajectory.whatNext')} {...form.field('whatNext')} />
      {of.barriers.length ? (
        <NativeSelect
          label={t('trajectory.forBarrier')}
          data={[
            { value: '', label: t('trajectory.noBarrier') },
            ...of.barriers.map((barrier) => ({ value: barrier.id, label: barrier.text })),
          ]}
          {...form.field('barrierId')}
        />
      ) : null}
    </FormFrame>
  );
}
