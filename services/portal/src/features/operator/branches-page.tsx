import { Button, NativeSelect, SimpleGrid, TextInput } from '@mantine/core';
import { useQuery } from '@connectrpc/connect-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IntakeService } from '#api/names.ts';
import { intake } from '#api/transport.ts';
import { useCodes } from '#ui/codes.ts';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { AppLink } from '#ui/link.tsx';
import { Page, Section, Waiting } from '#ui/page.tsx';
import { Trouble } from '#ui/refusal.tsx';
import { isoDay, When } from '#ui/when.tsx';

/** The branches of the consortium. No family data here. */
export function BranchesPage() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const branches = useQuery(IntakeService.method.listBranches, {});
  const rows = branches.data?.branches ?? [];
  return (
    <Page
      title={t('operator.branches')}
      lead={t('operator.branchesLead', { count: rows.length })}
      actions={
        <Button onClick={() => setOpen(!open)}>
          {open ? t('ui.close') : t('operator.openBranch')}
        </Button>
      }
    >
      {open ? (
        <Section title={t('operator.openBranch')}>
          <BranchForm close={() => setOpen(false)} />
        </Section>
      ) : null}
      {branches.isPending ? <Waiting /> : null}
      {branches.isError ? <Trouble error={branches.error} /> : null}
      <div className="table-frame" role="region" aria-label={t('operator.branches')} tabIndex={0}>
        <table data-testid="branches-table">
          <thead>
            <tr>
              <th scope="col">{t('operator.name')}</th>
              <th scope="col">{t('operator.municipalities')}</th>
              <th scope="col">{t('operator.anchor')}</th>
              <th scope="col">{t('operator.since')}</th>
              <th scope="col">{t('operator.until')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.code}>
                <td>
                  <AppLink to="/werkingsprofiel" search={{ werking: row.code }}>
                    {row.name}
                  </AppLink>
                </td>
                <td>{row.municipalities.join(', ')}</td>
                <td>{row.anchorName}</td>
                <td>
                  <When at={row.validFrom} />
                </td>
                <td>
                  <When at={row.validUntil} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Page>
  );
}

function BranchForm({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const code = useCodes();
  const presets = useQuery(IntakeService.method.listProfilePresets, {});
  const choices = (presets.data?.presets ?? []).map((one) => ({
    value: one.code,
    label: code('preset', one.code),
  }));
  const form = useKatrolForm({
    draft: 'branch:new',
    initial: {
      code: '',
      name: '',
      municipalities: '',
      anchorName: '',
      anchorPhone: '',
      validFrom: isoDay(),
      preset: '',
    },
    prefix: 'branch',
    call: ({ preset, municipalities, ...branch }, options) =>
      intake.openBranch(
        {
          preset: preset || choices[0]?.value,
          branch: { ...branch, municipalities: municipalities.split(/[\s,;]+/).filter(Boolean) },
        },
        options,
      ),
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('operator.openBranch')} cancel={close} testId="branch-form">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput label={t('operator.name')} {...form.field('name')} />
        <TextInput
          label={t('operator.code')}
          description={t('operator.codeHelp')}
          {...form.field('code')}
        />
        <TextInput
          label={t('operator.municipalities')}
          description={t('operator.municipalitiesHelp')}
          {...form.field('municipalities')}
        />
        <NativeSelect label={t('operator.preset')} data={choices} {...form.field('preset')} />
        <TextInput label={t('operator.anchor')} {...form.field('anchorName')} />
        <TextInput type="tel" label={t('operator.anchorPhone')} {...form.field('anchorPhone')} />
        <TextInput type="date" label={t('operator.since')} {...form.field('validFrom')} />
      </SimpleGrid>
    </FormFrame>
  );
}
