import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LifeDomain } from '@katrol/proto/katrol/common/v1/codes';
import type { Barrier, Trajectory } from '@katrol/proto/katrol/matching/v1/json';
import { MatchingService } from '#api/names.ts';
import { useCodes } from '../codes.ts';
import { Field } from '../form/field.tsx';
import { FormFrame } from '../form/form-frame.tsx';
import { useKatrolForm } from '../form/use-form.ts';
import { Section, Tag } from '../page.tsx';
import { partOnly, Shifts } from './shifts.tsx';

// homework is what the support itself is about
const DOMAINS = LifeDomain.filter((domain) => domain !== 'homework');

/** Barriers by life domain, each with its levers and the services around it. Never a score. */
export function Barriers({ of }: { of: Trajectory }) {
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
            <dt className="strong">{code('LifeDomain', domain)}</dt>
            {of.barriers
              .filter((barrier) => barrier.lifeDomain === domain)
              .map((barrier) => (
                <dd key={barrier.id} style={{ margin: 0 }}>
                  {open === barrier.id ? (
                    <BarrierForm of={of} barrier={barrier} close={close} />
                  ) : (
                    <BarrierLine barrier={barrier} edit={() => setOpen(barrier.id)} />
                  )}
                </dd>
              ))}
          </div>
        ))}
      </dl>
      {open === 'new' ? <BarrierForm of={of} close={close} /> : null}
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
        <Shifts of={barrier.earlier} />
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

type BarrierFormProps = { of: Trajectory; barrier?: Barrier; close: () => void };

function BarrierForm({ of, barrier, close }: BarrierFormProps) {
  const { t } = useTranslation();
  const fresh = { lifeDomain: 'housing', status: 'open' } as const;
  const form = useKatrolForm({
    rpc: MatchingService.method.keepBarrier,
    draft: `barrier:${barrier?.id ?? `new-${of.id}`}`,
    initial: { barrier: { ...fresh, ...partOnly(barrier), trajectoryId: of.id } },
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="barrier-form">
      <Field of={form} at="barrier.lifeDomain" label={t('trajectory.lifeDomain')} codes={DOMAINS} />
      <Field of={form} at="barrier.text" label={t('trajectory.barrierText')} />
      <Field
        of={form}
        at="barrier.levers"
        label={t('trajectory.leversText')}
        description={t('trajectory.onePerLine')}
      />
      <Field
        of={form}
        at="barrier.servicesInvolved"
        label={t('trajectory.servicesText')}
        description={t('trajectory.onePerLine')}
      />
      {barrier ? (
        <Field of={form} at="barrier.status" label={t('trajectory.goalStatus')} chips />
      ) : null}
    </FormFrame>
  );
}
