import { Button, SimpleGrid, Table, TextInput } from '@mantine/core';
import { useQuery } from '#api/query.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Preset } from '@katrol/proto/katrol/intake/v1/codes';
import type { Branch } from '@katrol/proto/katrol/intake/v1/json';
import { IntakeService, ReportingService } from '#api/names.ts';
import { Field } from '#ui/form/field.tsx';
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
      <TablesAskedLine />
      {branches.isPending ? <Waiting /> : null}
      {branches.isError ? <Trouble error={branches.error} /> : null}
      <Branches of={rows} />
    </Page>
  );
}

/** Who asked for a table waits for an answer: it stands on the page where that is given. */
function TablesAskedLine() {
  const { t } = useTranslation();
  const { data } = useQuery(ReportingService.method.listTableRequests, {});
  const open = (data?.requests ?? []).filter(({ answer }) => answer === '');
  if (open.length === 0) return null;
  return (
    <p className="card line" data-testid="tables-asked-line">
      <span>{t('operator.tablesAsked', { count: open.length })}</span>
      <AppLink to="/verslagen" hash="tabellen">
        {t('operator.tablesOpen')}
      </AppLink>
    </p>
  );
}

function Branches({ of }: { of: Branch[] }) {
  const { t } = useTranslation();
  return (
    <div className="table-frame" role="region" aria-label={t('operator.branches')} tabIndex={0}>
      <Table data-testid="branches-table">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('operator.name')}</Table.Th>
            <Table.Th scope="col">{t('operator.municipalities')}</Table.Th>
            <Table.Th scope="col">{t('operator.anchor')}</Table.Th>
            <Table.Th scope="col">{t('operator.since')}</Table.Th>
            <Table.Th scope="col">{t('operator.until')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {of.map((row) => (
            <Table.Tr key={row.code}>
              <Table.Td>
                <AppLink to="/werkingsprofiel" search={{ werking: row.code }}>
                  {row.name}
                </AppLink>
              </Table.Td>
              <Table.Td>{row.municipalities.join(', ')}</Table.Td>
              <Table.Td>{row.anchorName}</Table.Td>
              <Table.Td>
                <When at={row.validFrom} />
              </Table.Td>
              <Table.Td>
                <When at={row.validUntil} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

// as people write a row of codes: with commas, semicolons or blanks between
const separated = (texts: string[]) =>
  texts.flatMap((text) => text.split(/[\s;]+/).filter(Boolean));

function BranchForm({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    rpc: IntakeService.method.openBranch,
    draft: 'branch:new',
    initial: { branch: { validFrom: isoDay() }, preset: Preset[0] },
    tidy: ({ branch, preset }) => ({
      branch: { ...branch, municipalities: separated(branch?.municipalities ?? []) },
      preset,
    }),
    done: close,
  });
  const municipalities = form.values.branch?.municipalities ?? [];
  return (
    <FormFrame of={form} submit={t('operator.openBranch')} cancel={close} testId="branch-form">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Field of={form} at="branch.name" label={t('operator.name')} />
        <Field
          of={form}
          at="branch.code"
          label={t('operator.code')}
          description={t('operator.codeHelp')}
        />
        <TextInput
          label={t('operator.municipalities')}
          description={t('operator.municipalitiesHelp')}
          {...form.field('branch.municipalities')}
          value={municipalities.join(',')}
          onChange={(event) =>
            form.set('branch.municipalities', event.currentTarget.value.split(','))
          }
        />
        <Field of={form} at="preset" label={t('operator.preset')} />
        <Field of={form} at="branch.anchorName" label={t('operator.anchor')} />
        <TextInput
          label={t('operator.anchorPhone')}
          {...form.field('branch.anchorPhone')}
          type="tel"
        />
        <Field of={form} at="branch.validFrom" label={t('operator.since')} />
      </SimpleGrid>
    </FormFrame>
  );
}
