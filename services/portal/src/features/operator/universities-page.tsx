import { Button, SimpleGrid, TextInput } from '@mantine/core';
import { useQuery } from '#api/query.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { University } from '@katrol/proto/katrol/volunteer_training/v1/json';
import { VolunteerTrainingService } from '#api/names.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { Page, Section, Waiting } from '#ui/page.tsx';
import { Trouble } from '#ui/refusal.tsx';
import { isoDay, When } from '#ui/when.tsx';

/** The universities that send students. */
export function UniversitiesPage() {
  const { t } = useTranslation();
  const [open, setOpen] = useState<University | 'new'>();
  const universities = useQuery(VolunteerTrainingService.method.listUniversities, {});
  const rows = universities.data?.universities ?? [];
  const one = open === 'new' ? undefined : open;
  return (
    <Page
      title={t('operator.universities')}
      lead={t('operator.universitiesLead', { count: rows.length })}
      actions={<Button onClick={() => setOpen('new')}>{t('operator.addUniversity')}</Button>}
    >
      {open ? (
        <Section title={one?.name ?? t('operator.addUniversity')}>
          <UniversityForm key={one?.code ?? 'new'} of={one} close={() => setOpen(undefined)} />
        </Section>
      ) : null}
      {universities.isPending ? <Waiting /> : null}
      {universities.isError ? <Trouble error={universities.error} /> : null}
      <ul className="cards" data-testid="universities">
        {rows.map((row) => (
          <li key={row.code} className="card line">
            <div>
              <span className="strong">{row.name}</span>{' '}
              <span className="quiet">
                {row.code} <When at={row.validUntil} />
              </span>
            </div>
            <Button
              size="sm"
              variant="subtle"
              onClick={() => setOpen(row)}
              aria-label={t('operator.editOne', { name: row.name })}
            >
              {t('ui.edit')}
            </Button>
          </li>
        ))}
      </ul>
    </Page>
  );
}

function UniversityForm({ of, close }: { of?: University; close: () => void }) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    rpc: VolunteerTrainingService.method.keepUniversity,
    draft: `university:${of?.code ?? 'new'}`,
    initial: { university: { ...of, validFrom: of?.validFrom || isoDay() }, isNew: !of },
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="university-form">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Field of={form} at="university.name" label={t('operator.name')} />
        <TextInput
          label={t('operator.code')}
          disabled={Boolean(of)}
          {...form.field('university.code')}
        />
        <Field of={form} at="university.validFrom" label={t('operator.since')} />
        <Field of={form} at="university.validUntil" label={t('operator.until')} />
      </SimpleGrid>
    </FormFrame>
  );
}
