import { Button, List, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormFrame } from '../form/form-frame.tsx';
import { useKatrolForm } from '../form/use-form.ts';
import { Section } from '../page.tsx';
import type { PlanProps } from './commands.ts';
import { asLines, asText } from './lines.ts';

/** What is strong: how parents are already involved, the help around them. */
export function Strengths({ of, commands }: PlanProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
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
      {open ? <StrengthsForm of={of} commands={commands} close={() => setOpen(false)} /> : null}
      {!open && of.strengths.length ? (
        <List>
          {of.strengths.map((strength) => (
            <List.Item key={strength}>{strength}</List.Item>
          ))}
        </List>
      ) : null}
      {!open && !of.strengths.length ? (
        <Text className="quiet">{t('trajectory.noStrengths')}</Text>
      ) : null}
    </Section>
  );
}

function StrengthsForm({ of, commands, close }: PlanProps & { close: () => void }) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    draft: `strengths:${of.id}`,
    initial: { strengths: asText(of.strengths) },
    call: (values, options) =>
      commands.keepStrengths(
        { trajectoryId: of.id, strengths: asLines(values.strengths), revision: of.revision },
        options,
      ),
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close}>
      <Textarea
        label={t('trajectory.strengthsText')}
        description={t('trajectory.onePerLine')}
        minRows={3}
        {...form.field('strengths')}
      />
    </FormFrame>
  );
}
