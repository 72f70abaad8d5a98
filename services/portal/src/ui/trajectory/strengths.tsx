import { Button, List, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Trajectory } from '@katrol/proto/katrol/matching/v1/json';
import { MatchingService } from '#api/names.ts';
import { Field } from '../form/field.tsx';
import { FormFrame } from '../form/form-frame.tsx';
import { useKatrolForm } from '../form/use-form.ts';
import { Section } from '../page.tsx';

/** What is strong: how parents are already involved, the help around them. */
export function Strengths({ of }: { of: Trajectory }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const strengths = of.plan?.strengths ?? [];
  return (
    <Section
      title={t('trajectory.strengths')}
      id="krachten"
      actions={
        <Button
          size="sm"
          variant="subtle"
          onClick={() => setOpen(!open)}
          aria-label={open ? undefined : t('trajectory.editStrengths')}
        >
          {open ? t('ui.close') : t('ui.edit')}
        </Button>
      }
    >
      {open ? <StrengthsForm of={of} close={() => setOpen(false)} /> : null}
      {!open && strengths.length ? (
        <List>
          {strengths.map((strength) => (
            <List.Item key={strength}>{strength}</List.Item>
          ))}
        </List>
      ) : null}
      {!open && !strengths.length ? (
        <Text className="quiet">{t('trajectory.noStrengths')}</Text>
      ) : null}
    </Section>
  );
}

function StrengthsForm({ of, close }: { of: Trajectory; close: () => void }) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    rpc: MatchingService.method.keepStrengths,
    draft: `strengths:${of.id}`,
    initial: {
      trajectoryId: of.id,
      revision: of.plan?.revision ?? 0,
      strengths: of.plan?.strengths ?? [],
    },
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close}>
      <Field
        of={form}
        at="strengths"
        label={t('trajectory.strengthsText')}
        description={t('trajectory.onePerLine')}
        minRows={3}
      />
    </FormFrame>
  );
}
