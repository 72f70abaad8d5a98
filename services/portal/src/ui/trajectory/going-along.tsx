import { Button, NativeSelect, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GoingAlong, Trajectory } from '@katrol/proto/katrol/matching/v1/json';
import { MatchingService } from '#api/names.ts';
import { useCodes } from '../codes.ts';
import { Field } from '../form/field.tsx';
import { FormFrame } from '../form/form-frame.tsx';
import { useKatrolForm } from '../form/use-form.ts';
import { Section, Tag } from '../page.tsx';
import { isoDay, When } from '../when.tsx';

/** Going along to a service, with what came of it. */
export function GoingAlongPart({ of }: { of: Trajectory }) {
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
              <GoingAlongForm of={of} one={one} close={close} />
            ) : (
              <GoingAlongLine one={one} edit={() => setOpen(one.id)} />
            )}
          </li>
        ))}
      </ul>
      {open === 'new' ? <GoingAlongForm of={of} close={close} /> : null}
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
            {code('GoingAlongOutcome', one.outcome)}
          </Tag>
        </Text>
        <Text className="quiet">
          <When at={one.occurredOn} /> ·{' '}
          {one.whoWent.map((who) => code('Companion', who)).join(', ')}
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

type GoingAlongFormProps = { of: Trajectory; one?: GoingAlong; close: () => void };

function GoingAlongForm({ of, one, close }: GoingAlongFormProps) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    rpc: MatchingService.method.keepGoingAlong,
    draft: `going-along:${one?.id ?? `new-${of.id}`}`,
    initial: {
      goingAlong: {
        occurredOn: isoDay(),
        whoWent: ['parent', 'tutor'],
        outcome: 'planned',
        ...one,
        trajectoryId: of.id,
      },
    },
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="going-along-form">
      <Field of={form} at="goingAlong.service" label={t('trajectory.service')} />
      <Field of={form} at="goingAlong.occurredOn" label={t('trajectory.on')} maw={220} />
      <Field of={form} at="goingAlong.whoWent" label={t('trajectory.whoWent')} />
      <Field of={form} at="goingAlong.outcome" label={t('trajectory.outcome')} chips />
      <Field of={form} at="goingAlong.whatNext" label={t('trajectory.whatNext')} />
      {of.barriers.length ? (
        <NativeSelect
          label={t('trajectory.forBarrier')}
          data={[
            { value: '', label: t('trajectory.noBarrier') },
            ...of.barriers.map((barrier) => ({ value: barrier.id, label: barrier.text })),
          ]}
          {...form.field('goingAlong.barrierId')}
        />
      ) : null}
    </FormFrame>
  );
}
